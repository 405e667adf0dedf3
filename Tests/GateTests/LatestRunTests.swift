import HarnessKit
import TestSupport
import Testing

/// Which run is meant where none is named.
@Suite(.timeLimit(.minutes(30))) struct LatestRunTests {
    @Test func `After a task is proved the latest run is the one that passed, not the one on the state before`() throws
    {
        let stand = try Stand(.program).begin()
        try stand.plan().work()
        expect(stand.run("verify", "explain").output.contains("on the state before the work, where the scenarios"))
        expect(stand.complete().level, is: "V2")
        let explained = stand.run("verify", "explain").output
        expect(explained.contains("every scenario passed") && !explained.contains("before the work"), "\(explained)")
        let report = stand.run("verify", "report", "--format", "junit").output
        expect(report.contains("failures=\"0\"") && !report.contains("<failure"), "\(report)")
    }
}
