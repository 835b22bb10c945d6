"""Documents are dropped, watched and found again."""

import pytest
from paper import locked, pdf_report, text_report
from playwright.sync_api import expect
from reviewing import Desk

DROP = """(zone, files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, { type: "text/plain" }));
  for (const kind of ["dragenter", "dragover", "drop"])
    zone.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""

NOTE_PROGRESS = """() => {
  window.progressSeen = [];
  const note = () => document.querySelectorAll(".running .num").forEach(e => window.progressSeen.push(e.textContent));
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


def test_files_become_documents_with_their_agency_year_and_contradictions(desk: Desk) -> None:
    desk.open()
    expect(desk.page.get_by_role("heading", name="把报告拖到这里")).to_be_visible()
    desk.picture("empty")
    desk.upload(("柳州.txt", text_report("柳州市档案局", 2022)), ("桂林.pdf", pdf_report("桂林市档案局", 2021)))
    expect(desk.page.get_by_text("2 / 2 个文件")).to_be_visible()
    liuzhou = desk.done("柳州.txt")
    expect(liuzhou).to_contain_text("柳州市档案局")
    expect(liuzhou).to_contain_text("2022")
    expect(liuzhou.locator(".tag.contradicts")).to_be_visible()
    expect(desk.done("桂林.pdf")).to_contain_text("部门决算")
    expect(desk.page.locator("[data-announcer]")).to_contain_text("完成")
    desk.picture("documents")


def test_dropped_files_are_uploaded_and_known_ones_say_so(desk: Desk) -> None:
    desk.open()
    files = [["百色.txt", text_report("百色市统计局", 2023).decode()], ["河池.txt", text_report("河池市统计局", 2023).decode()]]
    desk.page.locator(".drop").evaluate(DROP, files)
    desk.done("百色.txt")
    desk.done("河池.txt")
    desk.page.locator(".drop").evaluate(DROP, files[:1])
    expect(desk.page.locator(".upload .tag", has_text="已有结果")).to_be_visible()


def test_search_year_and_contradictions_narrow_the_list(desk: Desk) -> None:
    desk.given("贺州.txt", text_report("贺州市气象局", 2019))
    desk.given("来宾.txt", text_report("来宾市气象局", 2018).replace(b"195.00", b"190.00"))
    search = desk.page.get_by_role("searchbox", name="搜索文件名、单位、标题")
    search.fill("气象局")
    expect(desk.page.locator("tr[data-job]")).to_have_count(2)
    desk.page.get_by_label("年度").select_option("2019")
    expect(desk.page.locator("tr[data-job]")).to_have_count(1)
    expect(desk.row("贺州.txt")).to_be_visible()
    desk.page.get_by_label("年度").select_option("")
    desk.page.get_by_label("仅看有矛盾的").check()
    expect(desk.row("贺州.txt")).to_be_visible()
    expect(desk.row("来宾.txt")).to_have_count(0)
    search.fill("没有这样的文档")
    expect(desk.page.get_by_text("没有符合条件的文档。")).to_be_visible()


def test_progress_is_shown_page_by_page(desk: Desk) -> None:
    desk.open()
    desk.page.evaluate(NOTE_PROGRESS)
    desk.upload(("玉林.pdf", pdf_report("玉林市教育局", 2020, pages=60)))
    desk.done("玉林.pdf")
    assert any("/ 60 页" in told for told in desk.page.evaluate("window.progressSeen"))


def test_an_upload_that_fails_says_what_to_do(desk: Desk) -> None:
    desk.open()
    desk.upload(("空.pdf", b""))
    fault = desk.page.locator(".upload .fault, tr[data-state=failed] .fault").first
    expect(fault).to_be_visible(timeout=30_000)
    assert len(fault.inner_text()) > 8


def test_an_encrypted_document_is_opened_with_its_password(desk: Desk) -> None:
    desk.open()
    desk.upload(("密.pdf", locked(pdf_report("上思县财政局", 2020), "开门")))
    expect(desk.row("密.pdf")).to_have_attribute("data-state", "failed", timeout=60_000)
    desk.row("密.pdf").get_by_role("link").click()
    desk.page.get_by_label("密码").fill("开门")
    desk.page.get_by_role("button", name="打开").click()
    expect(desk.page.get_by_role("tab", name="数据")).to_be_visible(timeout=60_000)


def test_a_document_is_deleted_after_a_question(desk: Desk) -> None:
    desk.given("崇左.txt", text_report("崇左市水利局", 2017))
    desk.page.on("dialog", lambda dialog: dialog.accept())
    desk.page.get_by_role("button", name="删除：崇左.txt").click()
    expect(desk.row("崇左.txt")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_and_the_switch(desk: Desk, scheme: str) -> None:
    def brightness() -> int:
        colour = desk.page.evaluate("getComputedStyle(document.querySelector('header.top')).backgroundColor")
        return sum(int(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3])

    desk.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    desk.open()
    assert (brightness() > 380) == (scheme == "light")
    desk.page.get_by_label("外观").select_option("dark" if scheme == "light" else "light")
    assert (brightness() > 380) == (scheme == "dark")
    desk.page.reload()
    expect(desk.page.get_by_label("外观")).to_be_visible()
    assert (brightness() > 380) == (scheme == "dark")


def test_english_by_setting(desk: Desk) -> None:
    desk.open()
    desk.page.get_by_label("语言").select_option("en")
    expect(desk.page.get_by_role("link", name="Documents")).to_be_visible()
    assert desk.page.evaluate("document.documentElement.lang") == "en"
