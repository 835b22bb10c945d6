"""What the command line says, in Chinese and English as the reader's locale asks. Codes stay English."""

from __future__ import annotations

import os
from collections.abc import Mapping

_TEXTS: dict[str, tuple[str, str]] = {
    "error.empty_document": ("文件为空", "the file is empty"),
    "error.unsupported_format": ("不支持的格式", "the format is not supported"),
    "error.damaged_document": ("文件已损坏", "the file is damaged and could not be repaired"),
    "error.password_protected": ("文件已加密", "the file is encrypted and no or a wrong password was given"),
    "error.document_too_large": ("文件超过上限", "the file is over a limit of size, pages or pixels"),
    "error.extraction_failed": ("无法提取", "nothing could be extracted"),
    "advice.empty_document": ("", "check that the download is complete"),
    "advice.unsupported_format": ("", "give a PDF, a picture, text, Markdown or HTML"),
    "advice.damaged_document": ("", "download it again, or open it and save it anew"),
    "advice.password_protected": ("", "give the password with --password, or save it without one"),
    "advice.document_too_large": ("", "split the file and try again"),
    "advice.extraction_failed": ("", "check the file and try again"),
    "reading": ("读取", "reading"),
    "page": ("第{page}页", "page {page}"),
    "failed": ("{file}：{code}：{message}", "{file}: {code}: {message}"),
    "advice": ("  建议：{advice}", "  advice: {advice}"),
    "cannot_open": ("{file}：无法打开（{reason}）", "{file}: cannot be opened ({reason})"),
    "document": ("文件", "document"),
    "found": (
        "{title}｜{organization}｜{year}｜{tables} 张表｜{observations} 个数据｜{failing} 处不一致",
        "{title} | {organization} | {year} | {tables} tables | {observations} figures | {failing} contradictions",
    ),
    "form": ("表", "form"),
    "narrative": ("文字说明", "narrative"),
    "figures": ("数据", "figures"),
    "sure": ("平均把握", "mean confidence"),
    "contradictions": ("文件自身不一致之处", "Where the document contradicts itself"),
    "warnings": ("提示", "Warnings"),
    "no_directory": ("{path} 不是文件夹", "{path} is not a folder"),
    "no_samples": ("{path} 下没有 expected.json", "no expected.json below {path}"),
    "bad_output": ("{count} 个文件须用 --output 指定输出文件", "{count} files in this format need --output"),
    "annotate_one": ("--annotate 只用于一个 PDF 文件", "--annotate takes exactly one PDF"),
    "unknown_stage": ("没有“{stage}”这一步，可选：{stages}", "there is no stage {stage!r}; stages are {stages}"),
    "sample": ("样本", "sample"),
    "meta": ("文件信息", "meta"),
    "headings": ("标题", "headings"),
    "paragraphs": ("段落", "paragraphs"),
    "tables": ("表格 F1", "tables F1"),
    "prose": ("文字召回", "prose recall"),
    "checks": ("不一致 找到/应有", "contradictions found"),
    "false": ("误报", "false alarms"),
    "calibration": ("校准误差", "calibration error"),
    "all": ("合计", "all"),
    "extra_missing": (
        "缺少 {module}。请先安装服务所需的库：pip install 'mingzhang[service]'（供智能体调用时：'mingzhang[mcp]'）",
        "{module} is missing. Install what the service needs: pip install 'mingzhang[service]' (for agents: 'mingzhang[mcp]')",
    ),
    "service_error": ("未能完成：{kind} {detail}", "failed: {kind} {detail}"),
    "serving": (
        "明账已启动：{address}（接口说明 {address}/docs/，数据在 {data}，同时读取 {workers} 个文件；Ctrl+C 停止）",
        "Mingzhang is at {address} (API: {address}/docs/, data in {data}, {workers} documents at a time; Ctrl+C stops it)",
    ),
    "open_house": (
        "还没有密钥和用户：本机的任何人都可使用租户 local。",
        "There are no keys and no people yet: anybody on this machine uses the tenant local.",
    ),
    "access_needed": ("访问需要密钥或登录。", "A key or a sign-in is needed."),
    "no_access": (
        "拒绝在 {host} 上启动：网络上的任何人都能访问，而还没有密钥或用户。请先运行 mingzhang key create 或 mingzhang person create。",
        "Refusing to start on {host}: it is open to the network and there is no key and no person yet. "
        "Run mingzhang key create or mingzhang person create first.",
    ),
    "cannot_listen": ("无法监听 {host}:{port}（{reason}）", "cannot listen on {host}:{port} ({reason})"),
    "stopped": ("已停止。", "Stopped."),
    "key_made": (
        "密钥 {id}（租户 {tenant}，权限 {scopes}）。密钥只显示这一次：",
        "Key {id} (tenant {tenant}, scopes {scopes}). It is shown this once:",
    ),
    "key_revoked": ("密钥 {id} 已停用。", "Key {id} is revoked."),
    "person_made": ("用户 {name}（租户 {tenant}，权限 {scopes}）已建立。", "{name} (tenant {tenant}, scopes {scopes}) can sign in now."),
    "first_access": (
        "从下次启动起，没有密钥或登录的人不能再使用本服务，本机也不例外。",
        "From the next start on nobody gets in without a key or a sign-in, on this machine neither.",
    ),
    "password": ("密码", "Password"),
    "saved": ("已备份 {rows} 行、{blobs} 个文件到 {path}。", "Saved {rows} rows and {blobs} blobs to {path}."),
    "restored": ("已恢复 {rows} 行、{blobs} 个文件。", "Restored {rows} rows and {blobs} blobs."),
    "blobs_missing": ("备份时已缺少 {count} 个文件，其 sha256：", "{count} blobs were missing when the back-up was made, by sha256:"),
    "swept": ("已删除 {documents} 个文件、{blobs} 份存储内容。", "Deleted {documents} documents and {blobs} blobs."),
}  # fmt: skip


def language(environment: Mapping[str, str] | None = None) -> str:
    """'zh' or 'en': Chinese unless the locale asks for another language (POSIX order: LC_ALL, LC_MESSAGES, LANG)."""
    environment = os.environ if environment is None else environment
    asked = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "zh_CN")
    return "zh" if asked.startswith(("zh", "C", "POSIX")) else "en"


def say(key: str, **values: object) -> str:
    """The text of a message in the reader's language. KeyError for a message that does not exist."""
    chinese, english = _TEXTS[key]
    return (chinese if language() == "zh" else english).format(**values)


def told(code: str, message: str, advice: str) -> tuple[str, str]:
    """What to say of a document that failed, and what can be done: the extractor's own Chinese words with their details,
    or the English of the code."""
    if language() == "zh":
        return f"{say(f'error.{code}')}，{message}", advice
    return say(f"error.{code}"), say(f"advice.{code}")
