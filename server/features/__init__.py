"""One folder per noun: its use cases, its typed forms and answers, its API, its pages and its files."""
