import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// Output that was damaged, or made to be slow.
struct HostileOutputTests {
    /// A generator whose runs repeat.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test(arguments: Sample.all) func `Damaged output is read or refused, and never traps`(sample: Sample) throws {
        var dice = Dice(state: UInt64(sample.name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
        let whole = try Sample.bytes(sample.output ?? sample.errors ?? sample.report)
        for _ in 0..<25 {
            let damaged = Self.damaged(whole, &dice)
            for format in [nil, sample.format] {
                do {
                    let results = try TestResults.read(
                        output: sample.report == nil ? damaged : [],
                        reports: sample.report == nil ? [] : [TestReport(name: "r", bytes: damaged)], format: format)
                    expect(results.counts.total >= 0)
                } catch {
                    expect(error is Failure)
                }
            }
        }
    }

    private static func damaged(_ whole: Bytes, _ dice: inout Dice) -> Bytes {
        var bytes = whole
        for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &dice)
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &dice))
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes.removeSubrange(place...)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes[place] = UInt8.random(in: 0...255, using: &dice)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: 0)
            default: bytes.insert(contentsOf: [0x1B, 0x5B, 0x39, 0xFF, 0x0D].shuffled(using: &dice), at: place)
            }
        }
        return bytes
    }

    static let summaries = [
        "=== test session starts ===\n=== 9N passed, 9N failed in 1s ===\n",
        "Ran 9N tests in 0.1s\n\nOK (skipped=9N)\n",
        "1..9N\nok 9N\n", "running 9N tests\ntest result: ok. 9N passed; 9N failed; 9N ignored\n",
        "Test Suites: 9N\nTests:  9N passed, 9N total\n", " Test Files  9N\n      Tests  9N passed (9N)\n",
        "  9N passing (9Ns)\n  9N failing\n", "ℹ tests 9N\nℹ skipped 9N\n",
        " 9N pass\nRan 9N tests across 9N files. [9Ns]\n",
        "Running 9N tests using 9N workers\n  9N failed\n  9N did not run\n",
        "Results:\nTests run: 9N, Failures: 9N, Errors: 9N, Skipped: 9N\n",
        "<testsuite tests='9N' failures='9N' errors='9N'/>",
        "✔ Test run with 9N tests passed after 9N seconds.\n",
        "Test Suite 'a' started at x\nTest Suite 'a' passed at x\n Executed 9N tests, with 9N failures (0 unexpected)\n",
    ]

    // By index: what a test's arguments print is in the output of this run, too.
    @Test(arguments: summaries.indices)
    func `Numbers too large for a run trap nowhere`(index: Int) throws {
        let text = Self.summaries[index]
        for digits in ["999999999", "99999999999999999999", String(repeating: "9", count: 400)] {
            let output = Bytes(
                text.split(separator: "9N", omittingEmptySubsequences: false).joined(separator: digits).utf8)
            do { _ = try TestResults.read(output: output + output + output) } catch { expect(error is Failure) }
        }
    }

    /// What is said once, and what is said again and again.
    static let shapes: [(head: String, unit: String)] = [
        ("", "x"), ("", "\n"), ("", "\u{1B}["), ("", "\u{1B}]"), ("", "\r"),
        ("", "test_a (m.C) ... "), ("", "(1"), ("ok 1 - ", " # "), ("TAP version 13\n", "    ok 1 - a\n"),
        ("TAP version 13\n", "    ok 1\nok 2\n"), ("TAP version 13\n", "1..1\nok 1\n"),
        ("1..2\nok 1\n  ---\n", "  error: x\n"), ("=== RUN   A\n", "--- "), ("", "=== RUN   A\n--- PASS: A (0.00s)\n"),
        ("", "ok  \tp\t0.1s\n"), ("", "{\"Action\":\"run\",\"Package\":\"p\",\"Test\":\"t\"}\n"),
        ("=== test session starts ===\n", "a.py::b PASSED\n"), ("=== test session starts ===\na.py::b ", "[ "),
        ("", "=== short test summary info ===\n"), ("=== short test summary info ===\nFAILED a.py::b", " - "),
        ("=== short test summary info ===\n", "SKIPPED [999999] a.py:1: no\n"), ("", "=== 1 passed in 1s ===\n"),
        ("running 1 test\n", "test a ... \n"), ("running 1 test\nfailures:\n", "    a\n"), ("test a", " ... "),
        ("PASS a.js\n", "  a\n    ✓ b\n"), ("PASS a.js\n  ", "(1 ms) "), (" ✓ a", " > b 1ms"),
        ("  a\n", "    ✔ b (1ms)\n"), ("▶ a\n", "▶ a\n"), ("▶ a\n", "✔ a (1ms)\n"),
        ("bun test v1\n", "a.js:\n(pass) a\n"),
        ("Running 1 test using 1 worker\n", "  ✓  1 a.ts:1:1 › b (1ms)\n"),
        ("Test Suite 'a' started at x\nTest Case 'a' started\n", "Test Case '"),
        ("Test Suite 'a' started at x\n", "Test Case 'a' started\nTest Case 'a' passed (0.1 seconds)\n"),
        ("◇ Test run started.\n", "◇ Test a() started.\n✔ Test a() passed after 1 seconds.\n"),
        ("◇ Test a() started.\n", "◇ Test case passing 1 argument n → 1 to a() started.\n"),
        ("◇ Test a() started.\n", "✘ Test a() recorded an issue with 1 argument n at x at y: z\n"),
        ("◇ Test a() started.\n✘ Test \"", "a\" "),
        ("Results:\n", "Tests run: 1, Failures: 0, Errors: 0, Skipped: 0\n"),
        ("<testsuite>", "<testcase name='a'/>"), ("<testsuite><testcase name='a'>", "<failure>&amp;</failure>"),
        ("<testsuite name='", "&lt;"), ("<testsuite ", "a='b' "), ("<testsuite>", "<!-- -->"),
        ("<?xml?><testsuite", " "),
    ]

    @Test(arguments: shapes.indices) func `Four times the output takes four times as long`(index: Int) {
        let (head, unit) = Self.shapes[index]
        func time(_ length: Int) -> Duration {
            let output = Bytes(head.utf8) + Bytes(String(repeating: unit, count: length / unit.utf8.count).utf8)
            return processorTime { _ = try? TestResults.read(output: output) }
        }
        // Noise is met by a second look; what is done within a moment is quick enough.
        var ratios: [Double] = []
        for _ in 0..<8 {
            let (short, long) = (time(10_000), time(40_000))
            if long < .milliseconds(20) { return }
            ratios.append(long / short)
            if long / short < 9 { return }
        }
        Issue.record("\(Line(head + unit).text.debugDescription): \(ratios)")
    }
}
