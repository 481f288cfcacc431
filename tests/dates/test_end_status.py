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
        ("| TBD |", "TBD", "unknown"),
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
        ("Runs until  renewal being examined", "renewal being examined", "renewal_pending"),
        ("signed in 2001, and is still running.", "still running", "ongoing"),
        ("| self-renewing |", "self-renewing", "auto_renewal"),
        ("| end date not fixed |", "end date not fixed", "undetermined"),
        ("no end date has been set", "no end date has been set", "undetermined"),
        ("no end date", "no end date", "indefinite"),
        ("平成19年9月締結、期限は定めず", "定めず", "undetermined"),
        ("2008年に結んだ協定が無期限で存続している", "無期限", "indefinite"),
        ("協定を無期限に改定した。", "無期限", "indefinite"),
        ("更新で期限の定めのないものとなりました。", "期限の定めのないもの", "indefinite"),
        ("協定の更新手続き中につき、見合わせる", "更新手続き中", "renewal_pending"),
        ("覚書が現在も続いており、", "現在も続いており", "ongoing"),
        ("it renews itself unless one side", "renews itself", "auto_renewal"),
        ("自動更新の条項により続いている", "自動更新", "auto_renewal"),
        ("研究計画の終了まで効力を有する", "研究計画の終了まで", "until_completion"),
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
    ],
)
def test_words_that_qualify_something_else_are_none(text: str) -> None:
    assert read(text) == []


def test_a_status_that_was_given_counts_as_one_that_is_given() -> None:
    (found,) = find_end_statuses_in_text("協力は平成27年1月に始まり、自動更新とされた。")
    assert found.status == "auto_renewal"
