import HarnessKit
import TestSupport
import Testing

struct DateTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_709_164_800, "2024-02-29T00:00:00Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-2_208_988_800, "1900-01-01T00:00:00Z"), (1_795_000_012, "2026-11-18T11:06:52Z"),
        ])
    func `A moment is written and read`(seconds: Int, text: String) {
        let date = Date(timeIntervalSince1970: Double(seconds))
        expect(date.iso8601, is: text)
        expect(Date(iso8601: text), is: date)
    }

    @Test(
        arguments: [
            ("2026-11-18T14:26:52+02:00", "2026-11-18T12:26:52Z"), ("2026-11-18T09:26:52-0300", "2026-11-18T12:26:52Z"),
            ("2026-11-18 12:26:52.25Z", "2026-11-18T12:26:52Z"), ("2026-11-18T12:26Z", "2026-11-18T12:26:00Z"),
        ])
    func `Zones and fractions are understood`(text: String, utc: String) {
        expect(Date(iso8601: text)?.iso8601, is: utc)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01", "2026-11-18T25:00Z", "2026-11-18T12:00:00X", "18.11.2026", "2026-11-18T12:00+1",
    ])
    func `What is no moment is none`(text: String) {
        expect(Date(iso8601: text) == nil)
    }

    @Test func `People type durations, dates and times`() throws {
        let now = Date(milliseconds: 1_000_000_000_000)
        try expect(
            #require(TimeExpression(word: "7d")).moment(before: now).milliseconds, is: 1_000_000_000_000 - 604_800_000
        )
        try expect(
            #require(TimeExpression(word: "30m")).moment(before: now).milliseconds, is: 1_000_000_000_000 - 1_800_000)
        expect(TimeExpression(word: "2026-01-02T00:00:00Z"), is: .at(Date(milliseconds: 1_767_312_000_000)))
        for wrong: Word in ["d", "-1d", "7x", "yesterday", ""] { expect(TimeExpression(word: wrong) == nil) }
    }
}
