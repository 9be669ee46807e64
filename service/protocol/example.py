"""The extraction that the reference shows."""

from typing import Any

from service.protocol.extraction import TEXT

EXAMPLE: dict[str, Any] = {
    "document": {"text": TEXT, "fiscal_year": "2023", "family": "other"},
    "entities": [
        {"label": "PERIOD", "start": 7, "end": 12, "text": "2023年", "confidence": 0.99},
        {"label": "INDICATOR", "start": 13, "end": 18, "text": "全年预算数", "confidence": 0.98},
        {"label": "AMOUNT", "start": 18, "end": 25, "text": "1,200万元", "confidence": 0.99},
    ],
    "records": [
        {
            "id": "r1",
            "kind": "amount",
            "indicator": "全年预算数",
            "value": "12000000",
            "unit": "CNY",
            "period": "2023",
            "stage": "adjusted",
            "section": ["一、资金情况"],
            "mentions": [
                {"label": "PERIOD", "start": 7, "end": 12, "text": "2023年"},
                {"label": "INDICATOR", "start": 13, "end": 18, "text": "全年预算数"},
                {"label": "AMOUNT", "start": 18, "end": 25, "text": "1,200万元"},
            ],
            "confidence": 0.97,
        }
    ],
    "checks": [
        {
            "rule": "execution_rate",
            "status": "holds",
            "stated": "95",
            "computed": "95",
            "tolerance": "1",
            "records": ["r3", "r1", "r2"],
            "message": "“预算执行率”95%与计算一致：“全年执行数”1,140万元 ÷ “全年预算数”1,200万元 = 95%。",
        }
    ],
    "provenance": {"model": "jixi-tagger-1", "rules": "3f9c0a61d2e4", "code": "0.1.0"},
}
