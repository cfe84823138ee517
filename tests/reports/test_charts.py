"""Charts keep their promises: zero-based, labels apart, the estimated part hatched, unknown is not zero."""

from decimal import Decimal

import pypdfium2
import pytest

from reports import charts
from reports.page import GREY, TINT, Page, Paper

D = Decimal
BOX = charts.Box(20, 40, 170, 60)


def drawn(page: Page) -> pypdfium2.PdfPage:
    return pypdfium2.PdfDocument(Paper("", "en", pages=[page]).render())[0]


def words(page: Page) -> str:
    return str(drawn(page).get_textpage().get_text_range())


def whole(value: Decimal) -> str:
    return f"{value:.0f}"


@pytest.mark.parametrize(
    ("value", "top"),
    [("0", "1"), ("0.9", "1"), ("58.4", "60"), ("101", "120"), ("93.6", "100"), ("7", "8"), ("1000", "1000")],
)
def test_an_axis_ends_at_a_round_figure(value: str, top: str) -> None:
    assert charts.ceiling(D(value)) == D(top)


def test_what_is_not_known_is_a_dash_and_not_a_zero() -> None:
    page = Page()
    charts.bars(page, BOX, [charts.Bar("Sep", None), charts.Bar("Oct", D(0))], whole)
    said = words(page).split()
    assert said.count("—") == 1
    assert said.count("0") == 1


def test_bars_stand_on_zero() -> None:
    """Twice the value is twice the height."""
    page = Page()
    charts.bars(page, BOX, [charts.Bar("a", D(40)), charts.Bar("b", D(80))], whole)
    image = drawn(page).render(scale=4).to_numpy()
    heights = []
    for fraction in (0.25, 0.75):
        column = image[:, int((BOX.x + BOX.w * fraction) * 4 * 72 / 25.4), 0]
        heights.append(int((column[: int((BOX.y + BOX.h - 6.5) * 4 * 72 / 25.4)] < 200).sum()))
    assert heights[1] == pytest.approx(2 * heights[0], rel=0.04)


def test_the_estimated_part_is_hatched() -> None:
    page = Page()
    charts.stack(page, BOX, [charts.Part("estimated", D(1), "hatched")], whole)
    row = drawn(page).render(scale=6).to_numpy()[int((BOX.y + 20) * 6 * 72 / 25.4), :, 0]
    assert (abs(row[1:].astype(int) - row[:-1]) > 60).sum() > 60  # line and paper in turn


def test_labels_of_narrow_parts_do_not_overlap() -> None:
    page = Page()
    parts = [charts.Part(name, D(kg), "solid") for name, kg in (("weighed", 9990), ("declared", 6), ("estimated", 4))]
    charts.stack(page, BOX, parts, whole)
    text = drawn(page).get_textpage()
    said = text.get_text_range()
    edges = []
    for label in ("weighed 9990", "declared 6", "estimated 4"):
        start = said.index(label)
        edges += [text.get_charbox(start)[0], text.get_charbox(start + len(label) - 1)[2]]
    assert edges == sorted(edges)
    assert edges[-1] <= (BOX.x + BOX.w) * 72 / 25.4 + 1


def test_a_flow_names_both_ends_with_their_weights() -> None:
    page = Page()
    flows = [
        charts.Flow("HW17", "used", D(70)),
        charts.Flow("HW17", "burned", D(30)),
        charts.Flow("HW22", "used", D(11)),
    ]
    charts.flow(page, BOX, flows, whole, {"used": TINT, "burned": GREY})
    said = words(page).split()
    assert {"HW17", "100", "HW22", "11", "used", "81", "burned", "30"} <= set(said)


def test_a_balance_shows_every_step() -> None:
    page = Page()
    steps = [charts.Step("opening", D(10), stock=True), charts.Step("made", D(5)), charts.Step("used", D(-12))]
    charts.waterfall(page, BOX, [*steps, charts.Step("closing", D(3), stock=True)], whole)
    assert {"10", "+5", "-12", "3"} <= set(words(page).split())


def test_hexagons_of_the_map_touch_and_do_not_overlap() -> None:
    from tests.reports.facts import CITIES

    page = Page()
    tiles = [charts.Tile(column, row, code, False) for code, *_, column, row in CITIES]
    charts.tiles(page, BOX, tiles)
    said = drawn(page).get_textpage().get_text_range()
    assert all(code in said for code, *_ in CITIES)
    places = {((t.column - (t.column + t.row) % 2), t.row) for t in tiles}
    assert len(places) == 11
    assert all((x + y) % 2 == 0 for x, y in places)
