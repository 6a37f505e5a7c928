"""Stance Explorer's engine: news articles in, events and their framing out."""
