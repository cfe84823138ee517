"""docs/stories.md, written from the stories: `python -m tests.stories.page`."""

from pathlib import Path

from tests.stories.story import ACTORS, Story
from tests.stories.told import STORIES

PAGE = Path(__file__).parents[2] / "docs/stories.md"


def page() -> str:
    """All stories; what they tell is run over HTTP by `tests/stories`."""
    lines = [
        "# Stories",
        "",
        "Each is run over HTTP, step by step, by `tests/stories`; this page is written from them",
        "(`python -m tests.stories.page`).",
        "",
    ]
    for story in STORIES:
        lines += _told(story)
    return "\n".join(lines).rstrip() + "\n"


def _told(story: Story) -> list[str]:
    return [
        f"## {story.title}",
        "",
        story.text,
        "",
        "Who: " + "; ".join(ACTORS[actor] for actor in story.actors) + ".",
        "",
        *(f"{n}. {ACTORS[step.who].split(',')[0]} {step.does}" for n, step in enumerate(story.steps, 1)),
        "",
    ]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
