"""Nothing of a document or its name is ever run, and nobody gets in without signing in."""

from collections.abc import Iterator

import pytest
from paper import text_report
from playwright.sync_api import Page, expect
from reviewing import Desk
from serving import Service, add_person, running

BAIT = '<img src=x onerror="window.caught=1"><script>window.caught=2</script>'


def test_names_and_texts_of_documents_are_shown_never_run(desk: Desk) -> None:
    name = '<img src=x onerror=alert(1)>"恶意.txt'
    opened: list[str] = []
    desk.page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    desk.open()
    desk.upload((name, text_report(f"{BAIT}田东县商务局", 2022, extra=f"负责{BAIT}工作。")))
    row = desk.page.locator("tr[data-job]").filter(has_text="恶意.txt")
    expect(row).to_have_attribute("data-state", "done", timeout=60_000)
    row.get_by_role("link").click()
    expect(desk.page.locator(".lines")).to_contain_text("<script>window.caught=2</script>")
    for tab in "1234":
        desk.page.keyboard.press(tab)
        desk.page.wait_for_timeout(50)
    desk.picture("bait")
    assert not opened
    assert desk.page.evaluate("window.caught") is None
    assert desk.page.locator("main img[src=x], main script").count() == 0


def test_the_policy_allows_no_script_but_ours(desk: Desk) -> None:
    desk.open()
    policy = desk.page.request.get(desk.service.url).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    outside = [
        entry
        for entry in desk.page.evaluate("performance.getEntriesByType('resource').map(e => e.name)")
        if not entry.startswith(desk.service.url)
    ]
    assert outside == []


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service where one person may sign in."""
    data = tmp_path_factory.mktemp("guarded") / "data"
    add_person(data, "李四", "一个长的密码")
    with running(data, "--no-worker") as service:
        yield service


def test_people_sign_in_work_and_sign_out(page: Page, guarded: Service, pictures: object) -> None:
    page.goto(guarded.url)
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.get_by_label("用户名").fill("李四")
    page.get_by_label("密码").fill("不对的密码")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="用户名或密码不正确")).to_be_visible()
    page.get_by_label("密码").fill("一个长的密码")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="把报告拖到这里")).to_be_visible()
    page.set_input_files(
        "[data-upload=files]", [{"name": "德保.txt", "mimeType": "text/plain", "buffer": text_report("德保县商务局", 2022)}]
    )
    expect(page.locator("tr[data-job]")).to_have_attribute("data-state", "queued")  # changes carry the CSRF token
    page.context.clear_cookies()  # the session is over: the list, which asks again by itself, finds out
    expect(page.get_by_text("登录已过期")).to_be_visible()
    assert "Bearer" not in page.inner_text("body"), "advice for programs is not for people"
    page.get_by_label("用户名").fill("李四")
    page.get_by_label("密码").fill("一个长的密码")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
