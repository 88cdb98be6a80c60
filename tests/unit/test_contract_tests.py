"""The ten contract tests that the sources need first: each is there, under the name by which it is known here."""

from __future__ import annotations

import ast
import re

import pytest

from pipelines.settings import PROJECT_ROOT

_U = "tests/unit/test_"
_CAPPED, _REFRESH, _BGS = f"{_U}comtrade__trade.py", f"{_U}comtrade_refresh.py", f"{_U}bgs__production.py"
_JAPAN, _STAGED, _USGS = f"{_U}japan_customs__trade.py", f"{_U}japan_customs__staging.py", f"{_U}usgs__mcs_long.py"
_BANK, _FAULTS = f"{_U}worldbank__indicator.py", "tests/faults/test_sources.py"
_COMTRADE_DBT = "dbt_project/models/staging/comtrade/_comtrade__unit_tests.yml"

CONTRACT_TESTS = {
    "UN Comtrade: 500 rows on the preview are cut off, and not loaded": [
        f"{_CAPPED}::test_an_answer_as_long_as_the_routes_cap_is_truncated",
        f"{_CAPPED}::test_a_document_as_long_as_its_cap_is_not_loaded",
        f"{_REFRESH}::test_one_code_at_the_cap_is_an_error_and_none_of_its_request_lands",
        f"{_FAULTS}::test_an_answer_cut_off_at_the_cap_of_its_route_lands_nothing",
    ],
    "UN Comtrade: both shapes of errors, 429 with Retry-After, and a quota that is not asked again": [
        f"{_REFRESH}::test_both_families_of_errors_are_told_in_the_publishers_words",
        f"{_REFRESH}::test_a_refusal_is_not_asked_again_and_nothing_lands",
        f"{_FAULTS}::test_429_with_retry_after_is_waited_for",
        f"{_FAULTS}::test_403_for_a_used_up_quota_is_asked_for_once",
    ],
    "UN Comtrade: of detail rows only the totals survive, and a repeated key fails": [
        f"{_CAPPED}::test_a_detail_row_is_excluded_by_its_named_rule",
        f"{_CAPPED}::test_both_of_two_rows_with_one_key_are_quarantined_and_fail_the_suite",
    ],
    "UN Comtrade: the World row is the sum of its partners, and an estimated weight is flagged": [
        f"{_CAPPED}::test_figures_that_cannot_be_right_fail_the_suite",
        f"{_CAPPED}::test_rounding_within_a_thousandth_of_the_world_row_passes",
        f"{_COMTRADE_DBT}::a_weight_that_the_publisher_estimated_is_flagged_and_a_weight_of_0_beside_a_value_is_missing",
    ],
    "UN Comtrade: lists with and without a byte order mark, capital P, and ISO codes with a space": [
        f"{_U}comtrade__reporter.py::test_every_code_is_accepted_as_delivered",
        f"{_U}comtrade__partner.py::test_every_code_is_accepted_as_delivered",
        f"{_COMTRADE_DBT}::a_code_of_an_area_loses_the_space_behind_it",
    ],
    "e-Stat: single objects, marks, pages, both statuses, months in cat02, months not published": [
        f"{_JAPAN}::test_a_single_cell_comes_as_an_object_and_counts_as_one_row",
        f"{_JAPAN}::test_the_codes_of_a_table_are_read_before_those_on_the_watch_list_are_asked_for",
        f"{_JAPAN}::test_a_single_code_comes_as_an_object",
        f"{_JAPAN}::test_a_mark_of_the_publisher_is_kept_and_is_no_zero",
        f"{_JAPAN}::test_an_answer_is_followed_through_its_pages",
        f"{_JAPAN}::test_an_answer_without_data_is_a_document_without_rows",
        f"{_JAPAN}::test_a_refused_key_is_told_in_the_publishers_words",
        f"{_JAPAN}::test_a_measure_of_the_api_stands_for_a_quantity_and_a_month",
        f"{_STAGED}::test_a_mark_is_no_figure",
        f"{_STAGED}::test_months_after_the_last_one_with_a_figure_are_not_published_yet",
    ],
    "Japan's files: quoted codes, padded units, the second quantity, cp932 and a mark, the header with Apl": [
        f"{_JAPAN}::test_a_file_gives_a_row_for_each_month_and_one_for_the_year",
        f"{_JAPAN}::test_how_a_body_is_written_does_not_change_its_figures",
        f"{_JAPAN}::test_what_is_wrong_with_a_line_is_said",
        f"{_STAGED}::test_a_weight_is_read_from_whichever_quantity_is_one",
    ],
    "USGS: Windows-1252, words for numbers, ranges, the World not added, a page in place of the file": [
        f"{_USGS}::test_every_row_is_accepted_as_delivered",
        f"{_USGS}::test_a_byte_that_windows_1252_does_not_have_is_named",
        f"{_USGS}::test_a_word_that_the_contract_does_not_name_is_told",
        f"{_USGS}::test_an_html_page_in_place_of_the_file_is_refused",
        "dbt_project/models/staging/usgs/_usgs__models.yml::each_word_that_usgs_prints_for_a_number_has_one_meaning",
        "dbt_project/models/marts/production/_production__models.yml"
        "::a_share_is_of_the_printed_total_and_a_withheld_quantity_has_none",
    ],
    "BGS: the year in several forms, a quantity that is null, two pages, a repeated feature": [
        f"{_BGS}::test_every_feature_is_accounted_for_and_one_that_comes_twice_counts_once",
        f"{_BGS}::test_two_features_of_one_country_and_year_are_quarantined_whatever_form_the_year_has",
        f"{_BGS}::test_a_figure_that_is_not_available_stays_null_and_nil_stays_zero",
        f"{_BGS}::test_two_pages_of_one_series_are_two_documents",
    ],
    "World Bank: a message and null at status 200. US Census: a page at status 200. Korea: the total row": [
        f"{_BANK}::test_an_error_at_status_200_is_refused_and_told",
        f"{_FAULTS}::test_an_empty_answer_is_kept_as_one_or_refused_and_never_a_figure",
        f"{_FAULTS}::test_an_html_page_with_status_200_lands_nothing",
        f"{_U}us_census__trade.py::test_an_error_is_not_an_empty_answer",
        f"{_U}korea_customs__trade.py::test_items_are_accepted_and_the_grand_total_is_excluded_by_name",
    ],
}


def names_in(path: str) -> set[str]:
    """The names of the tests in a file, of Python or of dbt."""
    text = (PROJECT_ROOT / path).read_text(encoding="utf-8")
    if path.endswith(".yml"):
        return set(re.findall(r"^  - name: (\w+)$", text.partition("\nunit_tests:")[2], re.MULTILINE))
    return {node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def test_there_are_ten_of_them() -> None:
    assert len(CONTRACT_TESTS) == 10


@pytest.mark.parametrize("contract", CONTRACT_TESTS)
def test_what_a_contract_needs_is_tested(contract: str) -> None:
    missing = [one for one in CONTRACT_TESTS[contract] if one.split("::")[1] not in names_in(one.split("::")[0])]
    assert not missing, f"{contract}: {', '.join(missing)}"
