import HarnessKit
import TestSupport
import Testing

@testable import Verifier

/// What is advised fits the scenario that it is advised for.
struct AdviceTests {
    @Test(arguments: [
        (#""./tally", "sum", "3""#, #"["./tally","sum","ANOTHER"]"#),
        (#""python3", "tally.py", "3""#, #"["python3","tally.py","ANOTHER"]"#),
        (#""python3", "-m", "tally", "3""#, #"["python3","-m","tally","ANOTHER"]"#),
        (#""timeout", "5", "./tally", "3""#, #"["timeout","5","./tally","ANOTHER"]"#),
        (#""sh", "-c", "./tally sum 3 | sort""#, #"["ITS PROGRAM","ANOTHER"]"#),
        (#""bash", "-lc", "./tally""#, #"["ITS PROGRAM","ANOTHER"]"#),
        (#""find", ".", "-name", "x", "-exec", "./tally", "{}", ";""#, #"["ITS PROGRAM","ANOTHER"]"#),
    ]) func `Another input is advised where a command's last word is one`(words: String, other: String) throws {
        let text = #"{"id": "sum", "steps": [{"exec": {"argv": [\#(words)]}, "expect": {"stdout": "6\n"}}]}"#
        let scenario: Scenario = try JSON.Source(name: "scenario", bytes: Bytes(text.utf8), options: .strict).decode()
        let advice = StandInAdvice(kind: .constant, scenario: scenario).text(instead: nil)
        expect(
            advice,
            is: "in 'sum' add a second step with another input and another answer, such as {\"exec\": "
                + "{\"argv\": \(other)}, \"expect\": {\"stdout\": {\"contains\": \"ITS ANSWER\"}}}")
    }

    @Test func `Where only programs are run, no request is advised`() throws {
        let report = try Trial(
            """
            {"schema": "harness.verify/1", "scenarios": [{"id": "said", "proves": ["said"], "steps": [
              {"exec": {"argv": ["echo", "six"]}, "expect": {"stdout": "six\\n"}}]}]}
            """, Trial.program, at: Repository.root / "Examples/tally"
        ).play()
        let hint = try #require(report.scenarios.first?.strength?.findings.first { $0.code == "E_NOT_REACHED" }?.hint)
        expect(hint.hasPrefix("add a step that asks it: {\"exec\": "), "\(hint)")
        expect(report.criteria.first?.finding?.hint, is: hint)
    }
}
