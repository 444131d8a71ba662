"""A chart as a file: the figure that Plotly draws on the screen, drawn once more without a browser."""

from __future__ import annotations


def picture(figure: str, description: str, caption: str) -> bytes:
    """PNG of a figure (as JSON), with its description as metadata and a caption below it."""
    from dashboards.stills.draw import drawn

    return drawn(figure, "png", description, caption)


def drawing(figure: str, description: str, caption: str) -> bytes:
    """SVG of a figure (as JSON), with its description for screen readers and a caption below it."""
    from dashboards.stills.draw import drawn

    return drawn(figure, "svg", description, caption)
