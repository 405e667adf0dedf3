import HarnessKit
import TestSupport
import Testing

struct BriefingTests {
    let fixture: Fixture
    private let day = "harness/memory/episodes/2026-09-21.jsonl"

    init() throws {
        fixture = try Fixture()
    }

    private func brief(_ lines: String...) throws -> String {
        try fixture.bench.write(lines.map { $0 + "\n" }.joined(), to: day)
        return fixture.run("brief", "upload pictures").output
    }

    @Test(arguments: [
        #""outcome":"failure","key_events":[{"event":"abandoned","details":"out of fashion"}]"#,
        #""outcome":"failure","key_events":[{"details":"out of fashion","event":"abandoned"}]"#,
        #""outcome":"abandoned","key_events":[{"details":"out of fashion"}]"#,
    ])
    func `An abandoned task that taught nothing is not in a briefing`(ending: String) throws {
        expect(!(try brief(#"{"task":"upload pictures",\#(ending)}"#)).contains("fashion"))
        try expect(fixture.found("upload pictures").count, is: 1)
    }

    @Test(arguments: [
        #""outcome":"success","key_events":[{"event":"criterion","details":"the state is: abandoned"}]"#,
        #""outcome":"success","key_events":[{"criterion":"fashion","event":"abandoned"}]"#,
        #""outcome":"failure","key_events":[{"event":"failed","details":"why it says: abandoned"}]"#,
        #""outcome":"failure","key_events":["they call it: abandoned"]"#,
    ])
    func `A task that was not abandoned is, however its texts end`(ending: String) throws {
        try expect(brief(#"{"task":"upload pictures",\#(ending)}"#).contains("upload pictures"))
    }

    @Test func `A fact is told, and not the day it was written down`() throws {
        try fixture.bench.write(
            #"[{"fact":"the proxy takes port 8080","updated":"2026-01-01"}]"#, to: "harness/memory/knowledge/net.json")
        expect(fixture.run("brief", "proxy").output.contains("- the proxy takes port 8080 (2026-01-01) [k-"))
    }
}
