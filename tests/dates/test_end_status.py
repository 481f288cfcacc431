"""End statuses: the phrases, and the same words where they qualify something else."""

import pytest

from extract.dates import find_end_statuses_in_text


def read(text: str) -> list[tuple[str, str]]:
    found = find_end_statuses_in_text(text)
    return [(mention.span.of(text), mention.status) for mention in found]


@pytest.mark.parametrize(
    ("text", "phrase", "status"),
    [
        ("| 2013. 6 | 無期限 | IMS |", "無期限", "indefinite"),
        ("期限の定めなし", "期限の定めなし", "indefinite"),
        ("1年ごとに自動更新", "自動更新", "auto_renewal"),
        ("Date of Expiry:  Endless", "Endless", "indefinite"),
        ("【有効期間】自動更新", "自動更新", "auto_renewal"),
        ("2018.3 自動延長(5年毎)", "自動延長", "auto_renewal"),
        ("協定は自動更新される。", "自動更新", "auto_renewal"),
        ("その後は自動更新となっています。", "自動更新", "auto_renewal"),
        ("更新手続中", "更新手続中", "renewal_pending"),
        ("1995年6月締結（のち防災研へ移管）", "防災研へ移管", "transferred"),
        ("改組のため更新手続き中である", "更新手続き中", "renewal_pending"),
        ("2015.4～(継続中)", "継続中", "ongoing"),
        ("研究協力終了迄", "研究協力終了迄", "until_completion"),
        ("付属協定の終了まで", "付属協定の終了まで", "until_completion"),
        ("2001.3 防災研へ移管", "防災研へ移管", "transferred"),
        ("不明", "不明", "unknown"),
        ("It is automatically renewed.", "automatically renewed", "auto_renewal"),
        ("for an indefinite period", "for an indefinite period", "indefinite"),
        ("The agreement is ongoing.", "ongoing", "ongoing"),
        ("2003 (renewed 2008), open-ended", "open-ended", "indefinite"),
        ("until the end of the project", "until the end of the project", "until_completion"),
        ("| TBD |", "TBD", "undetermined"),
        ("東洋大学 2006.4.5\n-自動延長\n", "自動延長", "auto_renewal"),
        ("2006.4.5～自動更新", "自動更新", "auto_renewal"),
        ("5年(以後自動更新)", "自動更新", "auto_renewal"),
        ("異議の申出がなければ3年間自動的に更新される」と定める", "自動的に更新", "auto_renewal"),
        ("その後は自動的に1年ずつ延長されます。", "自動的に1年ずつ延長", "auto_renewal"),
        ("以後1年毎自動更新", "自動更新", "auto_renewal"),
        ("有効期限 なし", "有効期限 なし", "indefinite"),
        ("| 期限設定なし |", "期限設定なし", "indefinite"),
        ("| 更新中 |", "更新中", "renewal_pending"),
        ("更新手続き 中", "更新手続き 中", "renewal_pending"),
        ("shall be automatically\nrenewed", "automatically\nrenewed", "auto_renewal"),
        ("shall automatically be extended", "automatically be extended", "auto_renewal"),
        ("remains in force until terminated by", "until terminated", "indefinite"),
        ("continues indefinitely unless", "indefinitely", "indefinite"),
        ("without limit of time", "without limit of time", "indefinite"),
        ("in the process of renewal", "in the process of renewal", "renewal_pending"),
        ("その後は申し出がない限り自動で延長される。", "自動で延長", "auto_renewal"),
        ("覚書は3年毎の自動更新である。", "自動更新", "auto_renewal"),
        ("同協定は自動更新条項により続いている。", "自動更新", "auto_renewal"),
        ("自動延長の規定があるため改めて調印していない", "自動延長", "auto_renewal"),
        ("1997年に結んだ協定が無期限で継続しており", "無期限", "indefinite"),
        ("同年、協定を無期限に変更した。", "無期限", "indefinite"),
        ("協定に期限は特に設けていない。", "期限は特に設けていない", "indefinite"),
        ("終了期限なし", "終了期限なし", "indefinite"),
        ("有効期限は特に定めず、必要に応じて見直す", "定めず", "undetermined"),
        ("終了日については決まっていない。", "決まっていない", "undetermined"),
        ("| 期限未定 |", "期限未定", "undetermined"),
        ("2001年度締結、期限は不明。", "不明", "unknown"),
        ("（終期不明）", "終期不明", "unknown"),
        ("契約は観測計画の完了まで有効とする。", "観測計画の完了まで", "until_completion"),
        ("研究が終了するまで存続する。", "研究が終了するまで", "until_completion"),
        ("事業の 終了 まで", "事業の 終了 まで", "until_completion"),
        ("この協定は今日もなお継続している。", "今日もなお継続している", "ongoing"),
        ("覚書も現在まで引き続き存続しています。", "現在まで引き続き存続しています", "ongoing"),
        ("現在、延長について協議中である。", "延長について協議中", "renewal_pending"),
        ("更新に向けた協議を続けている。", "更新に向けた協議を続けている", "renewal_pending"),
        ("The pact is still in operation.", "still in operation", "ongoing"),
        ("It remains valid, though unused.", "remains valid", "ongoing"),
        ("and is currently\nin force", "currently\nin force", "ongoing"),
        ("The treaty continues to this day.", "continues to this day", "ongoing"),
        ("was concluded without an expiry date", "without an expiry date", "indefinite"),
        ("which has no fixed duration", "no fixed duration", "indefinite"),
        ("The accord never expires.", "never expires", "indefinite"),
        ("They signed an open-ended agreement", "open-ended", "indefinite"),
        ("It is open-ended and has not been reviewed.", "open-ended", "indefinite"),
        ("It continues without limit of duration.", "without limit of duration", "indefinite"),
        ("The pact renews itself yearly.", "renews itself", "auto_renewal"),
        ("is renewed by tacit consent", "renewed by tacit consent", "auto_renewal"),
        ("rolls over automatically each June", "rolls over automatically", "auto_renewal"),
        ("| self-renewing |", "self-renewing", "auto_renewal"),
        (
            "Its renewal is currently under examination.",
            "renewal is currently under examination",
            "renewal_pending",
        ),
        ("an extension is being negotiated", "extension is being negotiated", "renewal_pending"),
        ("renewal talks are under way", "renewal talks are under way", "renewal_pending"),
        (
            "until the field survey is finished",
            "until the field survey is finished",
            "until_completion",
        ),
        (
            "for the entire lifetime of the joint project",
            "for the entire lifetime of the joint project",
            "until_completion",
        ),
        ("as long as the trial lasts", "as long as the trial lasts", "until_completion"),
        ("no end date has been fixed", "no end date has been fixed", "undetermined"),
        ("The duration is yet to be agreed.", "duration is yet to be agreed", "undetermined"),
        ("| TBC |", "TBC", "undetermined"),
    ],
)
def test_phrases_are_found(text: str, phrase: str, status: str) -> None:
    assert read(text) == [(phrase, status)]


@pytest.mark.parametrize(
    "text",
    [
        "更新手続について協議した論文",
        "自動更新機能付きソフトウェア",
        "自動更新される証明書",
        "無期限ストライキの歴史",
        "研究継続中に判明した事実",
        "不明な点",
        "協定終了までの間",
        "2016年3月終了まで",
        "(2001年3月防災研に移管)",
        "ongoing research activities",
        "an unknown protein",
        "an auto-renewal feature",
        "until the end of 2016",
        "To date, there have been",
        "present study",
        "for five years or until terminated",
        "締結日 有効\n期間",
        "no expiry date given",
        "2016年〜現在",
        "証明書は自動的に更新されないことがある",
        "The agreement is not automatically renewed.",
        "It will not be renewed automatically.",
        "The memorandum is no longer valid.",
        "It remains in force until 31 May 2019.",
        "is still valid for two years",
        "renewal was signed in 2019",
        "a permanent exhibition",
        "until the end of the summer term",
        "両校の交流は現在も続いている。",
        "協定に基づく交流は現在も続いている。",
        "計画を無期限に延期した",
        "協定の期限は2019年まで",
        "期限を定めない場合は",
        "自動更新されない協定",
        "2016年4月1日 現在、",
        "平成16年4月 県立の財団に移行",
        "研究者の身元は不明である",
    ],
)
def test_words_that_qualify_something_else_are_none(text: str) -> None:
    assert read(text) == []


def test_a_status_that_was_given_counts_as_one_that_is_given() -> None:
    (found,) = find_end_statuses_in_text("協力は平成27年1月に始まり、自動更新とされた。")
    assert found.status == "auto_renewal"
