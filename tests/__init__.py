"""Tests; a package so that a bare ``pytest`` finds ``embeddings`` from the project's root."""
