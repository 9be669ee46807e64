"""The page in a real browser: what an evaluator does, from the file to the corrected and exported report."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import openpyxl
import pytest

from models.registry import Registry
from models.store import MANIFEST
from service.jobs import readiness
from tests.documents import specimen
from tests.web.site import submitted, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., "Page"]
ROOT = Path(__file__).parents[2]
TEXT = """汀岚县水务局2023年度部门整体支出绩效自评报告
一、资金情况
2023年，全年预算数1,200万元，全年执行数1,140万元，预算执行率90%。
"""


def until(page: Page, condition: str, value: object = None) -> None:
    """Returns once the expression, or the function of ``value``, is true; the page's policy lets no string be run."""
    wait_for(lambda: bool(page.evaluate(condition, value)))


def test_a_pasted_report_shows_its_facts_and_its_contradiction(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("或者粘贴文字").fill(TEXT)
    page.get_by_role("button", name="抽取并核对").click()
    page.locator("#report").wait_for()
    assert "1 项不符" in page.locator(".checks").inner_text()
    assert page.locator("#text mark", has_text="1,200万元").count() == 1
    assert "1,140万元" in page.locator("#records").inner_text()


def test_a_file_is_uploaded_by_choosing_it(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/")
    file = tmp_path / "水务局.txt"
    file.write_text(TEXT, encoding="utf-8")
    page.locator("#files").set_input_files(file)
    assert "水务局.txt" in page.locator("#chosen").inner_text()
    page.get_by_role("button", name="抽取并核对").click()
    page.locator("#report").wait_for()
    assert page.get_by_role("heading", level=1).inner_text().startswith("汀岚县水务局")


def test_handing_in_nothing_is_told_in_place(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("button", name="抽取并核对").click()
    assert "还没有报告" in page.get_by_role("alert").inner_text()


def test_what_cannot_be_read_is_told_with_the_reason(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/")
    file = tmp_path / "空.txt"
    file.write_text(" \n", encoding="utf-8")
    page.locator("#files").set_input_files(file)
    page.get_by_role("button", name="抽取并核对").click()
    page.locator(".problem").wait_for()
    assert "文档没有内容" in page.locator(".problem").inner_text()


def test_a_contradiction_lights_both_sides_and_leads_to_each(open_page: Open, report: str) -> None:
    page = open_page(report)
    claim = page.locator("#claims .claim").first
    sides = claim.locator("[data-go]")
    assert sides.count() >= 2
    claim.click()
    for number in range(sides.count()):
        id = sides.nth(number).get_attribute("data-go")
        sides.nth(number).click()
        words = page.locator(f'#text mark.lit.wrong[data-r~="{id}"]').last
        assert words.count() == 1
        box, pane = words.bounding_box(), page.locator("#reading").bounding_box()
        assert box
        assert pane
        assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]


def test_a_row_leads_to_its_place_and_the_place_to_its_row(open_page: Open, report: str) -> None:
    page = open_page(report)
    row = page.locator("#records tr[data-r]").last
    id = row.get_attribute("id")
    row.scroll_into_view_if_needed()
    row.click()
    assert page.locator(f'#text mark.lit[data-r~="{id}"]').first.is_visible()
    page.keyboard.press("Escape")
    assert page.locator("mark.lit").count() == 0
    mark = page.locator("#text mark[data-r]").first
    owner = (mark.get_attribute("data-r") or "").split()[0]
    mark.click()
    assert "lit" in (page.locator(f"#{owner}").get_attribute("class") or "")


def test_rows_are_found_sieved_and_sorted(open_page: Open, report: str) -> None:
    page = open_page(report)
    rows = page.locator("#records tr[data-r]:visible")
    total = rows.count()
    page.keyboard.press("/")
    page.keyboard.type("编制")
    assert 0 < rows.count() < total
    assert all("编制" in text for text in rows.all_inner_texts())
    page.locator("#find").fill("")
    page.locator("#kind").select_option("amount")
    assert 0 < rows.count() < total
    page.locator("#kind").select_option("")
    page.get_by_role("button", name="把握").click()
    sure = [int(text.rstrip("%")) for text in page.locator("#records td.sure").all_inner_texts()]
    assert sure == sorted(sure)
    assert page.locator('th[aria-sort="ascending"]').count() == 1
    page.locator("#which").select_option("review")
    assert 0 < rows.count() < total


def test_scores_stand_against_full_marks_and_amounts_as_trees(open_page: Open, report: str) -> None:
    page = open_page(report)
    page.get_by_role("tab", name="评分").click()
    assert page.locator("#panel-scores .meter svg").count() > 0
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("tab", name="构成").get_attribute("aria-selected") == "true"
    tree = page.locator("#panel-budget")
    assert "项合计" in tree.inner_text()
    assert "✗" in tree.inner_text()


def test_an_entity_is_added_with_the_mouse_and_taken_back(open_page: Open, report: str) -> None:
    page = open_page(report)
    before = page.locator("#text mark").count()
    page.evaluate(
        """() => {
          const piece = [...document.querySelectorAll("#text span[data-s]")].find((one) => one.textContent.length > 12);
          const range = document.createRange();
          range.setStart(piece.firstChild, 2);
          range.setEnd(piece.firstChild, 6);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    page.locator("#bar").wait_for()
    page.locator("#bar").get_by_role("button", name="指标").click()
    page.locator("mark.chosen").wait_for()
    assert page.locator("#text mark").count() == before + 1
    assert "1 处更正，未保存" in page.locator("#state").inner_text()
    page.get_by_role("button", name="撤销").click()
    until(page, "document.getElementById('undo').disabled")
    assert page.locator("#text mark").count() == before


def test_an_entity_is_relabelled_moved_and_removed_by_keyboard(open_page: Open, report: str) -> None:
    page = open_page(report)
    page.locator("#reading").focus()
    page.keyboard.press("n")
    chosen = page.locator("mark.chosen")
    words = chosen.inner_text()
    page.keyboard.press("Shift+ArrowRight")
    until(page, "words => document.querySelector('mark.chosen')?.textContent.length > words.length", words)
    page.keyboard.press("Shift+ArrowLeft")
    until(page, "words => document.querySelector('mark.chosen')?.textContent === words", words)
    page.keyboard.press("1")
    until(page, "document.querySelector('mark.chosen')?.dataset.l === 'INDICATOR'")
    count = page.locator("#text mark").count()
    page.keyboard.press("Delete")
    until(page, "count => document.querySelectorAll('#text mark').length === count - 1", count)


def test_a_record_is_corrected_saved_and_exported(open_page: Open, http: httpx.Client) -> None:
    address = submitted(http, TEXT.encode(), "更正.txt")
    page = open_page(address)
    page.locator("#records tr", has_text="全年执行数").click()
    page.keyboard.press("e")
    value = page.get_by_label("数值")
    value.fill("若干")
    page.get_by_role("button", name="确定").click()
    page.locator("#record-problem", has_text="读不出一个数").wait_for()
    value.fill("1,080")
    page.get_by_label("单位").fill("万元")
    page.get_by_role("button", name="确定").click()
    page.locator("#record-dialog").wait_for(state="hidden")
    told = page.locator(".checks").inner_text()
    assert "没有发现不符" in told  # 1,080 ÷ 1,200 is the 90% that the report claims
    assert "全年执行数 1,080万元（原文 1,140万元）" in told
    assert "原文 1,140万元，按更正后的值核对" in page.locator("#records tr.edited").inner_text()
    page.locator("#download summary").click()
    assert "有 1 处更正未保存，下载的是原结果" in page.locator("#unsaved").inner_text()
    page.locator("#download summary").click()
    page.keyboard.press("Control+s")
    until(page, "document.getElementById('state').textContent.includes('已保存')")

    stored = http.get("/v1/annotations").json()["annotations"]
    assert [one["name"] for one in stored if one["name"] == "更正.txt"]
    page.goto(address)
    assert "已保存 1 处更正" in page.locator("#state").inner_text()
    assert "1,080万元" in page.locator("#records tr.edited").inner_text()
    page.get_by_role("tab", name="核对").click()
    assert "1,140万元，按更正后的值核对" in page.locator("#panel-checks .claim.holds").first.inner_text()
    page.locator("#download summary").click()
    assert not page.locator("#unsaved").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel 工作簿").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    head, *rows = book["记录"].iter_rows(values_only=True)
    (row,) = (dict(zip(head, row, strict=True)) for row in rows if row[head.index("更正过")] == "是")
    assert (row["写作"], row["数值（精确）"], row["单位"]) == ("1,140万元", "10800000", "元")
    page.get_by_role("button", name="撤销").click()
    page.locator(".checks", has_text="1 项不符").wait_for()
    assert "未保存" in page.locator("#state").inner_text()
    page.locator("#download summary").click()
    assert "有 1 处更正未保存，下载的是上次保存的结果" in page.locator("#unsaved").inner_text()


def test_records_that_change_with_an_entity_are_among_the_corrected(open_page: Open, report: str) -> None:
    page = open_page(report)
    mark = page.locator('#text mark[data-l="INDICATOR"][data-r]').first
    owner = (mark.get_attribute("data-r") or "").split()[0]
    mark.click()
    page.keyboard.press("Alt+ArrowRight")
    page.locator("#records tr.edited").first.wait_for(state="attached")
    page.locator("#which").select_option("edited")
    rows = page.locator("#records tr[data-r]:visible")
    assert owner in [row.get_attribute("id") for row in rows.all()]
    assert rows.count() < page.locator("#records tr[data-r]").count()
    assert "随之改变" in rows.first.inner_text()


def test_parts_are_indented_in_the_order_of_the_report_and_named_with_their_whole_in_any_other(
    open_page: Open, report: str
) -> None:
    page = open_page(report)
    part = page.locator("#records tr.inner").first
    assert not part.locator(".whole").is_visible()
    page.get_by_role("button", name="数值").click()
    assert "属于：" in part.inner_text()


def test_an_unknown_address_is_a_page_for_people_and_a_problem_for_programs(http: httpx.Client) -> None:
    answer = http.get("/nirgends", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "没有这个地址" in answer.text
    assert 'href="/models"' in answer.text
    for accept in ("*/*", "application/json", "text/html, application/json"):
        answer = http.get("/nirgends", headers={"Accept": accept})
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:jixi:problem:not-found")


def test_unsaved_corrections_are_not_left_without_a_warning(open_page: Open, report: str) -> None:
    page = open_page(report)
    page.locator("#text mark", has_text="7个").first.click()
    page.keyboard.press("Delete")
    until(page, "!document.getElementById('save').disabled")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/")
    assert asked == ["beforeunload"]


def test_every_download_is_what_it_says(http: httpx.Client, report: str) -> None:
    for name in ("xlsx", "docx"):
        data = http.get(f"{report}/export/{name}").raise_for_status().content
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    assert json.loads(http.get(f"{report}/export/json").text)["records"]
    assert http.get(f"{report}/export/csv").content.startswith(b"\xef\xbb\xbfid,kind")
    page = http.get(f"{report}/export/html")
    assert page.text.startswith("<!doctype html>")
    assert "attachment" in page.headers["content-disposition"]


def test_the_pages_of_a_pdf_are_drawn_with_boxes(open_page: Open, http: httpx.Client) -> None:
    lines = [line for line in TEXT.splitlines() if line]
    address = submitted(http, specimen.reportlab_pdf([specimen.Words(line) for line in lines]), "报告.pdf")
    page = open_page(address)
    until(page, "[...document.querySelectorAll('.sheet img')].every((one) => one.naturalWidth > 200)")
    assert page.locator(".sheet rect[data-r]").count() > 3
    page.locator("#records tr[data-r]").first.click()
    assert page.locator(".sheet rect.lit").count() > 0
    page.get_by_role("button", name="文字").click()
    assert page.locator("#text").is_visible()
    assert page.locator("#pages").is_hidden()


def test_history_lists_and_deletes(open_page: Open, http: httpx.Client) -> None:
    address = submitted(http, TEXT.encode(), "要删除.txt").rpartition("/")[0]
    page = open_page("/tasks")
    page.on("dialog", lambda dialog: dialog.accept())
    row = page.locator("tr", has_text="要删除.txt")
    row.get_by_role("button", name="删除").click()
    row.wait_for(state="detached")
    assert http.get(f"/v1/status{address.removeprefix('/tasks')}").status_code == 404


def test_two_years_stand_side_by_side(open_page: Open, http: httpx.Client) -> None:
    earlier = TEXT.replace("2023", "2022").replace("1,140", "1,000")
    one, other = (submitted(http, text.encode(), name) for text, name in ((TEXT, "今年.txt"), (earlier, "去年.txt")))
    a, b = (address.removeprefix("/tasks/").replace("/", ".") for address in (one, other))
    page = open_page("/compare")
    page.locator('select[name="a"]').select_option(a)
    page.locator('select[name="b"]').select_option(b)
    page.get_by_role("button", name="对比").click()
    row = page.locator(".compare tr", has_text="全年执行数").inner_text()
    assert all(told in row for told in ("1,000万元", "1,140万元", "+140万元", "+14%"))


def test_the_models_page_shows_versions_and_their_cards(open_page: Open) -> None:
    page = open_page("/models")
    row = page.locator("tr.now")
    assert "使用中" in row.inner_text()
    row.get_by_role("link").first.click()
    page.get_by_role("heading", name="模型卡").wait_for()
    assert page.locator(".card table").count() > 0


def test_a_version_is_put_in_use_and_taken_back(open_page: Open, http: httpx.Client, data: Path) -> None:
    other = data / "models" / "other"
    shutil.copytree(Registry(home=data / "none").current(), other)
    manifest = json.loads((other / MANIFEST).read_text(encoding="utf-8"))
    (other / MANIFEST).write_text(json.dumps({**manifest, "version": "other"}), encoding="utf-8")
    page = open_page("/models")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("tr", has_text="other").get_by_role("button", name="启用").click()
    page.locator("tr.now", has_text="other").wait_for()
    wait_for(lambda: http.get("/version").json()["model"] == "other")
    page.get_by_role("button", name="退回上一个版本").click()
    page.locator("tr.now", has_text=manifest["version"]).wait_for()
    wait_for(lambda: http.get("/version").json()["model"] == manifest["version"])


def test_a_training_that_cannot_be_is_not_offered_and_the_reason_stands_there(
    open_page: Open, http: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in http.get("/v1/annotations").json()["annotations"]:
        http.delete(f"/v1/annotations/{one['id']}")
    page = open_page("/models")
    button, why = page.get_by_role("button", name="开始训练"), page.locator("#why-not")
    assert button.is_disabled()
    assert "只有 0 份标注，至少要 5 份" in why.inner_text()
    file = tmp_path / "标注.jsonl"
    file.write_text("{}", encoding="utf-8")
    page.locator("#annotated").set_input_files(file)
    assert button.is_enabled()
    assert not why.is_visible()
    monkeypatch.setattr(readiness, "PACKAGES", ("no_such_package",))
    page.reload()
    page.locator("#annotated").set_input_files(file)
    assert button.is_disabled()
    assert "pip install 'jixi[training]'" in why.inner_text()


def test_saved_corrections_are_taken_away_as_one_file(open_page: Open, http: httpx.Client) -> None:
    body = {"text": "支出100万元。", "entities": [{"label": "AMOUNT", "start": 2, "end": 7}], "name": "带走.txt"}
    id = http.post("/v1/annotations", json=body).json()["id"]
    page = open_page("/models")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载全部标注").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert download.value.suggested_filename == "annotations.jsonl"
    assert id in [json.loads(line)["id"] for line in lines]
    http.delete(f"/v1/annotations/{id}")


@pytest.mark.parametrize(
    ("text", "told"), [("支出决算100万元", "r1 已启用"), ("refuse", "RATE 下降 0.20"), ("nothing", "不是 JSON")]
)
def test_a_training_is_started_and_its_outcome_told(open_page: Open, tmp_path: Path, text: str, told: str) -> None:
    annotated = tmp_path / "标注.jsonl"
    annotated.write_text(json.dumps({"text": text, "label": []}, ensure_ascii=False), encoding="utf-8")
    page = open_page("/models")
    page.locator("#annotated").set_input_files(annotated)
    page.get_by_role("button", name="开始训练").click()
    page.get_by_role("heading", name="再训练 标注.jsonl").wait_for()
    page.locator("#training", has_text=told).wait_for()


def test_a_training_shows_how_far_it_is_and_can_be_cancelled(open_page: Open, tmp_path: Path) -> None:
    annotated = tmp_path / "久.jsonl"
    annotated.write_text(json.dumps({"text": "long", "label": []}), encoding="utf-8")
    page = open_page("/models")
    page.locator("#annotated").set_input_files(annotated)
    page.get_by_role("button", name="开始训练").click()
    page.locator("#training", has_text="训练").locator('progress[value="0.400"]').wait_for()
    page.get_by_role("button", name="取消").click()
    page.locator("#training .status.cancelled").wait_for()


@pytest.mark.parametrize("where", ["/", "/tasks", "/compare", "/models", "report"])
def test_nothing_overflows_a_narrow_screen(open_page: Open, report: str, where: str) -> None:
    page = open_page(report if where == "report" else where, width=390, height=844)
    for panel in ("正文", "记录", "评分", "构成", "核对") if where == "report" else ("",):
        if panel:
            page.get_by_role("tab", name=panel).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_key_that_the_docs_name_is_in_the_list_on_the_page(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("?")
    told = page.locator("#keys-dialog").inner_text().replace("\n", " ")
    for row in re.findall(
        r"(?m)^\| (.*`.*) \| ", (ROOT / "docs" / "page.md").read_text(encoding="utf-8").split("## 下载")[0]
    ):
        assert all(key in told for key in re.findall(r"`([^`]+)`", row)), row


def test_dark_and_light_follow_the_system_and_the_choice(open_page: Open) -> None:
    page = open_page("/", color_scheme="dark")
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == "dark"
    page.get_by_role("button", name="切换明暗").click()
    assert page.evaluate(theme) == "light"
    page.reload()
    assert page.evaluate(theme) == "light"


@pytest.mark.parametrize("where", ["/", "/tasks", "/compare", "/models", "report"])
def test_everything_has_a_name_and_can_be_reached_by_keyboard(open_page: Open, report: str, where: str) -> None:
    page = open_page(report if where == "report" else where)
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, select, textarea, [role=tab], dialog, table")]
          .filter((one) => one.getClientRects().length && one.type !== "hidden")
          .filter((one) => one.tagName !== "TABLE" || !one.querySelector("th, td"))
          .filter((one) => !(one.textContent.trim() || one.getAttribute("aria-label") || one.title || one.labels?.length
            || one.getAttribute("aria-labelledby")))
          .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("?")
    assert page.locator("#keys-dialog").is_visible()


def test_nothing_moves_while_a_report_loads(open_page: Open, report: str) -> None:
    page = open_page("about:blank")
    page.add_init_script(
        "globalThis.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries())"
        " if (!one.hadRecentInput) globalThis.moved += one.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    page.goto(report)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("globalThis.moved") < 0.02
