"""A report is reviewed: figures and their places, contradictions and their operands, corrections, downloads, charts."""

import json
from pathlib import Path

import pytest
from paper import pdf_report, text_report
from playwright.sync_api import expect
from reviewing import Desk


def test_a_box_on_the_page_leads_to_its_figure_and_back(desk: Desk) -> None:
    job = desk.given("梧州.pdf", pdf_report("梧州市民政局", 2021))["id"]
    desk.review(job)
    total = desk.figure(job, "expenditure.current_year_total")
    desk.page.keyboard.press("2")
    desk.page.locator(f".figure[data-observation={total['id']}]").click()
    expect(desk.page.get_by_label("页码")).to_have_value("2")
    picture = desk.page.locator(".sheet-frame img")
    expect(picture).to_have_js_property("complete", True)
    desk.page.wait_for_timeout(300)
    box = desk.page.locator(f".sheet-frame .box.chosen[data-observation={total['id']}]")
    expect(box).to_be_visible()
    expect(desk.detail).to_contain_text("190.00 万元 = 1,900,000 元")
    expect(desk.detail.get_by_role("img", name="原件中的位置")).to_be_visible()
    expect(desk.detail).to_contain_text("行列")
    desk.picture("review-pdf")
    other = desk.figure(job, "revenue.opening_carryover")
    desk.page.locator(f".sheet-frame .box[data-observation={other['id']}]").click()
    expect(desk.detail.get_by_role("heading", name="年初结转和结余")).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") >= 800


def test_pages_are_turned_and_zoomed(desk: Desk) -> None:
    job = desk.given("北海.pdf", pdf_report("北海市民政局", 2021))["id"]
    desk.review(job)
    number = desk.page.get_by_label("页码")
    desk.page.keyboard.press("]")
    expect(number).to_have_value("2")
    desk.page.get_by_role("button", name="上一页").click()
    expect(number).to_have_value("1")
    frame = desk.page.locator(".sheet-frame")
    fitted = frame.bounding_box()
    desk.page.get_by_role("button", name="放大").click()
    larger = frame.bounding_box()
    desk.page.get_by_role("button", name="适合整页").click()
    whole = frame.bounding_box()
    assert fitted and larger and whole
    assert larger["width"] > fitted["width"] * 1.2
    assert whole["height"] < 800


def test_contradictions_come_first_and_their_operands_show_their_lines(desk: Desk) -> None:
    job = desk.given("钦州.txt", text_report("钦州市林业局", 2022))["id"]
    desk.review(job)
    expect(desk.page.get_by_role("tab", name="矛盾")).to_have_attribute("aria-selected", "true")
    check = desk.page.locator(".check.fail").first
    check.locator(".operand").filter(has_text="195.00").first.click()
    line = desk.page.locator(".lines li.chosen")
    expect(line.locator("mark").first).to_have_text("195.00")
    expect(line).to_be_in_viewport()
    expect(desk.detail.locator(".check.fail").first).to_be_visible()
    desk.picture("review-text")


def test_figures_are_filtered_by_text_form_and_doubt(desk: Desk) -> None:
    job = desk.given("防城港.txt", text_report("防城港市林业局", 2022))["id"]
    desk.review(job)
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("结转")
    expect(desk.page.locator(".figure").first).to_contain_text("结转")
    shown = desk.page.locator(".figure").count()
    assert 0 < shown < len(desk.report(job)["observations"])
    desk.page.get_by_role("searchbox").fill("")
    desk.page.get_by_label("全部表").select_option("narrative")
    expect(desk.page.locator(".form-name")).to_have_count(1)
    desk.page.get_by_label("全部表").select_option("")
    slider = desk.page.get_by_role("slider")
    slider.fill("0")
    expect(desk.page.get_by_text("没有符合条件的数据。")).to_be_visible()
    slider.fill("100")
    expect(desk.page.locator(".figure")).to_have_count(len(desk.report(job)["observations"]))


def test_a_figure_is_corrected_with_the_keyboard_only(desk: Desk) -> None:
    job = desk.given("贵港.txt", text_report("贵港市商务局", 2022))["id"]
    page = desk.page
    page.locator(".brand").focus()
    link = page.get_by_role("link", name="贵港.txt").last
    for _ in range(200):
        page.keyboard.press("Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".panes")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    chosen = page.locator('.figure[aria-selected="true"]')
    expect(chosen).to_have_count(1)
    observation = chosen.get_attribute("data-observation")
    read = desk.detail.locator(".big .num").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_label("数值（万元）")).to_be_focused()
    page.keyboard.type("188.5")
    page.keyboard.press("Enter")
    expect(desk.detail.locator(".corrected")).to_contain_text("188.50 万元")
    expect(desk.detail.locator(".big")).to_contain_text(read)  # what was read stays
    desk.picture("corrected")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(desk.detail.locator(".corrected")).to_contain_text("已确认")
    page.keyboard.press("Escape")
    expect(desk.detail).to_have_count(0)
    told = desk.service.ask("GET", f"/v1/jobs/{job}/corrections")["items"]
    assert [c["after"] for c in told if c["observation"] == observation] == [{"value": 1885000}]
    page.reload()
    expect(page.locator(f".figure[data-observation={observation}] .mark.reviewed, .tab").first).to_be_attached()


def test_numbers_that_are_none_are_refused_and_escape_gives_up(desk: Desk) -> None:
    job = desk.given("南宁.txt", text_report("南宁市商务局", 2022))["id"]
    desk.review(job, desk.figure(job, "revenue.opening_carryover")["id"])
    desk.page.keyboard.press("Enter")
    field = desk.page.get_by_label("数值（万元）")
    field.fill("二点六")
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_role("alert").filter(has_text="请填写一个数")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(field).to_have_count(0)
    assert desk.service.ask("GET", f"/v1/jobs/{job}/corrections")["items"] == []


def test_who_comes_second_is_told_and_may_save_again(desk: Desk) -> None:
    job = desk.given("宜州.txt", text_report("宜州市商务局", 2022))["id"]
    figure = desk.figure(job, "revenue.opening_carryover")["id"]
    desk.review(job, figure)
    desk.page.keyboard.press("Enter")
    desk.page.get_by_label("数值（万元）").fill("2.7")
    desk.service.ask("PUT", f"/v1/jobs/{job}/observations/{figure}/correction", {"value": 26100}, If_Match='"0"')
    desk.page.keyboard.press("Enter")
    expect(desk.page.get_by_text("他人已先作更正")).to_be_visible()
    desk.picture("conflict")
    desk.page.get_by_role("button", name="保存").click()
    expect(desk.detail.locator(".corrected")).to_contain_text("2.70 万元")
    expect(desk.detail.locator(".corrected")).to_contain_text("第 2 版")
    desk.page.get_by_role("button", name="撤销更正").click()
    expect(desk.detail.locator(".corrected")).to_have_count(0)


def test_every_format_is_downloaded_with_corrections(desk: Desk, tmp_path: Path) -> None:
    job = desk.given("都安.txt", text_report("都安县商务局", 2022))["id"]
    figure = desk.figure(job, "revenue.opening_carryover")["id"]
    desk.service.ask("PUT", f"/v1/jobs/{job}/observations/{figure}/correction", {"value": 27777}, If_Match='"0"')
    desk.review(job)
    starts = {
        "JSON 完整结果": b"{",
        "Excel 工作簿": b"PK",
        "CSV 数据": b"",
        "Parquet": b"PAR1",
        "数据包（CSV 与说明）": b"PK",
        "原件": "都安".encode(),
    }
    desk.page.locator(".menu summary").click()
    desk.picture("download")
    for name, start in starts.items():
        with desk.page.expect_download() as download:
            desk.page.get_by_role("link", name=name, exact=True).click()
        kept = tmp_path / name
        download.value.save_as(kept)
        content = kept.read_bytes()
        assert content.startswith(start) and len(content) > 100
        if name.startswith("JSON"):
            values = {o["id"]: o["value"] for o in json.loads(content)["observations"]}
            assert values[figure] == 27777


def test_charts_and_notes(desk: Desk) -> None:
    job = desk.given("融水.txt", text_report("融水县商务局", 2022))["id"]
    desk.review(job)
    desk.page.keyboard.press("3")
    chart = desk.page.get_by_role("table", name="收入与支出")
    expect(chart.get_by_role("row").filter(has_text="收入总计")).to_contain_text("190.00 万元")
    chart.get_by_role("button", name="187.40 万元").first.click()
    expect(desk.detail).to_contain_text("187.40 万元")
    desk.picture("charts")
    desk.page.keyboard.press("4")
    expect(desk.page.get_by_role("tabpanel")).to_contain_text("融水县商务局")


def test_two_years_of_one_agency_are_compared(desk: Desk) -> None:
    desk.given("苍梧2021.txt", text_report("苍梧县商务局", 2021, revenue="150.00"))
    desk.given("苍梧2022.txt", text_report("苍梧县商务局", 2022, revenue="187.40"))
    for name in ("苍梧2021.txt", "苍梧2022.txt"):
        desk.row(name).get_by_role("checkbox").check()
    desk.page.get_by_role("link", name="对比所选两份").click()
    row = desk.page.locator(".comparison tr").filter(has_text="本年收入合计").first
    expect(row).to_contain_text("+37.40 万元")
    expect(row).to_contain_text("+24.93%")
    desk.picture("compare")
    row.get_by_role("link", name="187.40 万元").click()
    expect(desk.detail).to_contain_text("187.40 万元")


@pytest.mark.parametrize("width", [400, 1440])
def test_everything_has_a_name_and_a_landmark(desk: Desk, width: int) -> None:
    job = desk.given("武鸣.pdf", pdf_report("武鸣县商务局", 2022))["id"]
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.review(job, desk.figure(job, "revenue.opening_carryover")["id"])
    for role in ("banner", "main", "navigation", "tablist", "listbox"):
        assert desk.page.get_by_role(role).count() >= 1, role  # type: ignore[arg-type]
    nameless = desk.page.evaluate(
        """() => [...document.querySelectorAll('button, a, input, select, img, [role=img]')]
            .filter(e => !e.hidden && !(e.getAttribute('aria-label') || e.textContent.trim() || e.title || e.labels?.length
                || e.getAttribute('alt') !== null)).map(e => e.outerHTML)"""
    )
    assert nameless == []
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width
