"""Examples of the API's requests and answers, taken from the seed report; the OpenAPI description shows them."""

from __future__ import annotations

from typing import Any

__all__ = [
    "BEADS",
    "CHANGE",
    "CHECKED",
    "CORRECTED",
    "DOCUMENTS",
    "EDIT",
    "ENTRY",
    "HISTORY",
    "JOB",
    "KNOWN",
    "LINES",
    "NEW",
    "REALIGNED",
    "SEARCH",
    "TAKING",
    "THREAD",
]

_ZH, _EN = "工发组织与中等收入国家合作相关活动", "UNIDO activities related to cooperation with middle-income countries"
_MODIFIED = "2026-11-23T03:10:27.513241Z"

TERMS: list[dict[str, Any]] = [
    {"text": "工发组织", "language": "zh", "type": "shortForm", "status": "preferred"},
    {"text": "UNIDO", "language": "en", "type": "acronym", "status": "preferred"},
]
_EMPTY = {"script": None, "part_of_speech": None, "source": None, "note": None}

ENTRY: dict[str, Any] = {
    "id": "unido-gi2td6muaty2",
    "status": "approved",
    "terms": [_EMPTY | TERMS[0] | {"script": "Hans"}, _EMPTY | TERMS[1]],
    "subject": "industrial development",
    "definition": "Specialized agency of the United Nations for industrial development.",
    "notes": [],
    "contexts": [
        {
            "src": _ZH,
            "tgt": _EN,
            "src_lang": "zh",
            "tgt_lang": "en",
            "document": "GC.20/14",
            "paragraph": "",
            "bead": 4,
            "confidence": 0.998,
        }
    ],
    "relations": [{"type": "related", "target": "director-general-6biwt57apz2o"}],
    "frequency": 24,
    "documents": ["GC.20/14"],
    "scores": {"total": 0.86, "termhood": 0.48, "pairing": 1.0, "evidence": 0.96},
    "created": "2026-11-23T03:10:26.102411Z",
    "created_by": "li.wei",
    "modified": _MODIFIED,
    "modified_by": "li.wei",
}
SEARCH: dict[str, Any] = {
    "query": "gongfa zuzhi",
    "hits": [
        {"kind": "pinyin", "score": 0.86, "term": "工发组织", "language": "zh", "spans": [[0, 4]], "entry": ENTRY}
    ],
    "suggestions": [],
}
LINES: dict[str, Any] = {
    "query": "中等收入国家",
    "lines": [
        {
            "src": _ZH,
            "tgt": _EN,
            "src_lang": "zh",
            "tgt_lang": "en",
            "src_spans": [[5, 11]],
            "tgt_spans": [[45, 68]],
            "document": "GC.20/14",
            "paragraph": "",
            "confidence": 0.998,
            "bead": 4,
        }
    ],
}
AROUND: dict[str, Any] = {"lines": LINES["lines"]}
NEW: dict[str, Any] = {"terms": TERMS, "subject": "industrial development", "approved": True, "by": "li.wei"}
EDIT: dict[str, Any] = {
    "expected": _MODIFIED,
    "definition": "Specialized agency of the United Nations for industrial development.",
    "by": "li.wei",
    "note": "definition added",
}
HISTORY: dict[str, Any] = {
    "id": ENTRY["id"],
    "changes": [
        {
            "version": 3,
            "at": _MODIFIED,
            "by": "li.wei",
            "operation": "approve",
            "note": None,
            "what": ["status: proposed → approved"],
        }
    ],
}
KNOWN: dict[str, Any] = {
    "language": "zh",
    "terms": [
        {
            "text": "工发组织",
            "language": "zh",
            "count": 1,
            "spans": [[0, 4]],
            "equivalents": [_EMPTY | TERMS[1]],
            "entry": ENTRY["id"],
            "status": "approved",
        }
    ],
}
CHECKED: dict[str, Any] = {
    "src_lang": "zh",
    "tgt_lang": "en",
    "beads": 1,
    "findings": [
        {
            "bead": 0,
            "src": "占投资的 45%。",
            "tgt": "54 per cent of investment.",
            "paragraph": "",
            "faults": [
                {
                    "kind": "number",
                    "message": "45 is not in the translation",
                    "src_spans": [[5, 7]],
                    "tgt_spans": [],
                    "expected": [],
                    "concept": None,
                }
            ],
        }
    ],
}
_NAME = "bitext/body=GC/session=20/GC.20-14.zh-en"
DOCUMENTS: dict[str, Any] = {
    "documents": [
        {
            "name": _NAME,
            "document": "GC.20/14",
            "title": _ZH,
            "session": "20",
            "src_lang": "zh",
            "tgt_lang": "en",
            "beads": 49,
            "omissions": 0,
            "confidence": 0.997,
            "doubtful": 0,
            "confirmed": 2,
            "damage": None,
        }
    ]
}
_BEAD: dict[str, Any] = {
    "number": 4,
    "src": [_ZH],
    "tgt": [_EN],
    "confidence": 1.0,
    "confirmed": True,
    "kind": "title",
    "paragraph": None,
}
BEADS: dict[str, Any] = {
    "document": _NAME,
    "token": "2-9f2c41d07be3",
    "src_lang": "zh",
    "tgt_lang": "en",
    "total": 49,
    "beads": [_BEAD],
    "next": 5,
    "can_undo": True,
    "can_redo": False,
}
CORRECTED: dict[str, Any] = {
    "document": _NAME,
    "token": "3-41d07be39f2c",
    "total": 49,
    "at": 4,
    "removed": 1,
    "beads": [_BEAD],
    "can_undo": True,
    "can_redo": False,
}

JOB: dict[str, Any] = {
    "id": "20261125-222210-958112-6dea",
    "by": "li.wei",
    "at": "2026-11-25T22:22:10.958112+00:00",
    "state": "done",
    "done": None,
    "total": None,
    "files": ["gc20-item22.zh.txt", "gc20-item22.en.txt"],
    "pairs": [
        {
            "src": "gc20-item22.zh.txt",
            "tgt": "gc20-item22.en.txt",
            "how": None,
            "document": "uploads/gc20-item22.zh-en",
            "beads": 49,
            "doubtful": 0,
            "refused": None,
            "reason": None,
        }
    ],
    "apart": [],
    "faults": [],
    "problem": None,
}

TAKING: dict[str, Any] = {
    "id": "20261125-222210-958112-6dea",
    "document": "gc20-item22",
    "by": "Li Wei",
    "state": "proposed",
    "new": 47,
    "changed": 3,
    "removed": 0,
    "contradict": 12,
    "known": False,
    "version": None,
    "entries": [{"id": "unido-gi2td6muaty2", "zh": "绿色氢", "en": "green hydrogen"}],
    "contradictions": [],
    "problem": None,
}

CHANGE: dict[str, Any] = {
    "at": _MODIFIED,
    "by": "Li Wei",
    "operation": "approve",
    "count": 1,
    "entries": ["unido-gi2td6muaty2"],
    "note": None,
    "version": 7,
    "undoable": True,
    "document": None,
}

THREAD: dict[str, Any] = {
    "id": 3,
    "entry": "unido-gi2td6muaty2",
    "document": None,
    "src": [],
    "tgt": [],
    "title": "工发组织 = UNIDO",
    "discuss": True,
    "assigned": "Ana Ruiz",
    "settled_by": None,
    "comments": [{"by": "Li Wei", "at": _MODIFIED, "text": "Is this the short form?"}],
}

REALIGNED: dict[str, Any] = {
    "document": BEADS["document"],
    "token": BEADS["token"],
    "total": 49,
    "doubtful": 2,
    "learned": 312,
    "can_undo": True,
    "can_redo": False,
}
