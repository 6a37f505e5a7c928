"""Arguments that several commands take."""

import argparse

from embeddings.judges import JudgeChoice, choose
from embeddings.stance import Judge

__all__ = ["SHIPPED", "choice", "chosen", "offer_judges", "positive"]

SHIPPED = "shipped"
"""How the shipped judge is named where the library's own is the default."""


def offer_judges(
    command: argparse.ArgumentParser, *, default: str | None = "", said: str = "the shipped model"
) -> None:
    """Let a command take a judge: a model by name or folder, or an endpoint."""
    command.add_argument(
        "--judge", "--framing-model", default=default, metavar="NAME", dest="judge",
        help=f"a model's name or folder, or an endpoint's address (default: {said})",
    )
    command.add_argument("--judge-model", default="", metavar="NAME",
                         help="the language model of an endpoint")
    command.add_argument("--judge-consent", action="store_true",
                         help="article text may leave this computer for the endpoint")


def choice(options: argparse.Namespace) -> JudgeChoice:
    """Return the judge that the options name."""
    target = "" if options.judge == SHIPPED else options.judge
    return JudgeChoice(target, options.judge_model, options.judge_consent)


def chosen(options: argparse.Namespace) -> Judge:
    """Return a judge as the options name it; nothing is loaded or sent yet."""
    return choose(choice(options), options.environment)


def positive(text: str) -> int:
    """Read a positive number."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return value
