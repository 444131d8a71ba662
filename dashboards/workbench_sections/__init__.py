"""Parts of the workbench's pages: each asks for one decision, or shows what one look at the files found."""
