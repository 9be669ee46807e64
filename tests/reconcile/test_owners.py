"""Whose report it is, and what about."""

from __future__ import annotations

import pytest

from service.reconcile.owners import Owner, owner_of, project_of
from tests.reconcile.build import report


@pytest.mark.parametrize(
    ("title", "organisation", "owner"),
    [
        ("云岫县水务局2022年度部门决算", "云岫县水务局", Owner("云岫县水务局", True, "", "all")),
        ("云岫县 水务局（本级）2022年度单位决算", "云岫县水务局", Owner("云岫县水务局", True, "", "own")),
        ("桐岭市第二中学2019年度决算情况说明", None, Owner("桐岭市第二中学", True)),
        (
            "海州市鼓山区残疾人联合会2022年工作总结",
            "海州市鼓山区残疾人联合会",
            Owner("鼓山区残疾人联合会", True, "海州市"),
        ),
        ("二〇二一年度松坪镇人民政府部门决算", "二一年度松坪镇人民政府", Owner("松坪镇人民政府", True, "", "all")),
        ("项目支出绩效自评表", "云岫县水务局", Owner("云岫县水务局", False)),
    ],
)
def test_the_title_tells_the_unit_and_its_scope(title: str, organisation: str | None, owner: Owner) -> None:
    assert owner_of(title, organisation) == owner


@pytest.mark.parametrize(
    ("title", "organisation"), [(None, None), ("项目支出绩效自评表", "云岫县财政局"), ("决算", "局")]
)
def test_a_name_that_every_report_has_is_no_unit(title: str | None, organisation: str | None) -> None:
    assert owner_of(title, organisation) is None


@pytest.mark.parametrize(
    ("title", "body", "project"),
    [
        ("云岫县水务局2022年度农村供水工程维修养护项目支出绩效自评报告", "", "农村供水工程维修养护"),
        ("项目支出绩效目标申报表（2022年度）", "项目名称：农村供水工程维修养护项目", "农村供水工程维修养护"),
        ("云岫县水务局2022年度项目支出绩效自评报告", "", ""),
    ],
)
def test_a_project_has_one_name_in_form_and_report(title: str, body: str, project: str) -> None:
    owner = Owner("云岫县水务局", True)
    assert project_of(report(title, body=body), owner) == project
