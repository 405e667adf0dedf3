import HarnessKit
import TestSupport
import Testing

@testable import HarnessCritic

/// The short way of reading a failure, held against the parser.
struct FlatRecordTests {
    private func flat(_ text: String) -> Incident? {
        var record = FlatRecord()
        return Array(text.utf8).withUnsafeBufferPointer { record.incident($0) }
    }

    private func parsed(_ text: String) -> Incident? {
        (try? JSON.parse(text, .loneSurrogates)).flatMap { try? IncidentReading.incident($0) }
    }

    @Test(
        arguments: [
            #"{"timestamp": "2026-03-24T10:30:00Z", "failure_type": "lint", "error_message": "bad", "file_path": "a.go"}"#,
            #"{"type":"build_failure","message":"m","details":"d","line":15,"context":{"task":"t","phase":2},"task_id":"x"}"#,
            #" { "error" : "a.go:3: x" , "line_number" : "17" , "rule" : "r" , "other" : "y" , "time" : "" } "#,
            #"{"error_message": "", "message": "second", "context": {"task_id": ""}, "task_id": "outer"}"#,
            #"{"message": "one", "message": "two", "outcome": "fixed", "attempted_fix": "", "resolution": "moved"}"#,
            #"{"failure_type": "Test", "time": "2026-03-24T10:30:00.5Z"}"#,
            #"{"error": "x", "context": {"task_id": "a"}, "context": {"phase": 7}}"#,
        ])
    func `A plain record is read as the parser reads it`(text: String) throws {
        let short = try #require(flat(text), "\(text)")
        expect(String(describing: short), is: String(describing: try #require(parsed(text))))
    }

    @Test(
        arguments: [
            "", "{", "{}", "[]", "7", #"{"error": "x"} {"#, #"{"error": "x",}"#, #"{"error": "a\"b"}"#,
            #"{"error": "ä"}"#,
            #"{"error": "x", "line": 1.5}"#, #"{"error": "x", "line": 012}"#, #"{"error": "x", "line": -1}"#,
            #"{"error": "x", "time": 1774348200}"#, #"{"error": "x", "time": "soon"}"#, #"{"error": "x", "a": [1]}"#,
            #"{"error": "x", "a": {"b": 1}}"#, #"{"error": "x", "context": null}"#, #"{"error": "x", "context": "y"}"#,
            #"{"error": "x" "type": "y"}"#, #"{"error": "x", "time": "2026-13-24T10:30:00Z"}"#, #"{error: "x"}"#,
            #"{"error": "x", "line": 123456789012345678901}"#, "{\"error\": \"a\tb\"}", #"{"error": "x", "a": tru}"#,
        ])
    func `What is not plain is left to the parser`(text: String) {
        expect(flat(text) == nil, "\(text)")
    }

    @Test func `However a record is broken or cut, both ways come to the same`() throws {
        let whole =
            #"{"timestamp": "2026-03-24T10:30:00Z", "type": "lint", "error": "bad 'x' at a.go:3", "line": 15, "context": {"task_id": "t", "phase": 2}}"#
        let bytes = Array(whole.utf8)
        var (seed, taken) = (UInt64(11), 0)
        func next(_ count: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % count
        }
        for _ in 0..<4000 {
            var copy = bytes
            for _ in 0...next(2) {
                let place = next(copy.count)
                switch next(3) {
                case 0: copy[place] = Array(#"{}[]",:\0159 -.eZTa"#.utf8)[next(19)]
                case 1: copy.remove(at: place)
                default: copy.insert(copy[next(copy.count)], at: place)
                }
            }
            let text = String(decoding: copy, as: UTF8.self)
            guard let short = flat(text) else { continue }
            taken += 1
            let long = try #require(parsed(text), "\(text)")
            expect(String(describing: short), is: String(describing: long), "\(text)")
        }
        expect(taken > 500)
    }

    @Test func `Texts are told apart by their bytes, however many there are`() {
        var texts = Interning()
        for number in 0..<5000 { expect(texts.number(of: "text \(number)"), is: number) }
        for number in 0..<5000 { expect(texts.number(of: "text \(number)"), is: number) }
        expect(texts.text(4711) == "text 4711" && texts.number(of: "") == 5000 && texts.number(of: "") == 5000)
        expect(texts.number(of: "e\u{301}"), isNot: texts.number(of: "\u{e9}"))
    }

    @Test func `Every phrase is found in one pass where the words are, and nowhere else`() {
        var reading = PhraseReading()
        for (phrases, saying) in [
            (Rule.layerPhrases, Saying.layer), (Rule.namingPhrases, .naming), (Rule.timeoutPhrases, .timeout),
            (Rule.latePhrases, .late), (Rule.guidance, .guidance),
        ] {
            for needle in phrases.needles {
                let phrase = String(decoding: needle, as: UTF8.self)
                expect(reading.sayings(of: "so: \(phrase.uppercased()), it".utf8).contains(saying), "\(phrase)")
                expect(
                    !reading.sayings(of: ("un" + phrase.dropFirst().dropLast() + "s").utf8).contains(saying),
                    "\(phrase)")
            }
        }
    }
}
