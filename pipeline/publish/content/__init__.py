"""What a wave says to its readers, once: sections of sentences, charts and tables, from which every report is drawn."""
