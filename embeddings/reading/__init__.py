"""From the content of one file to its articles: decoding, markup, fields, pages, dates."""
