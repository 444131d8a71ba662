"""Parts of pages: each shows one question's answer, from finished tables and sentences."""
