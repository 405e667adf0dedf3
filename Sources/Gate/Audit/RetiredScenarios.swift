import HarnessKit

/// Scenarios whose behaviour was changed on purpose: `config/retired.json`, which git carries.
struct RetiredScenarios: JSONRecord {
    static let title = "a list of retired scenarios"
    static let fields: [Field<Self>] = [
        .constant("schema", "harness.retired/1", "the format of this file"),
        .defaulted("scenarios", \.scenarios, "those that do not count any more"),
    ]

    var scenarios: [Entry] = []

    init() {}

    struct Entry: JSONRecord {
        static let title = "a retired scenario"
        static let isClosed = false
        static let fields: [Field<Self>] = [
            .required("id", \.id, "which"), .required("reason", \.reason, "why"),
            .defaulted("file", \.file, "where it stood"), .defaulted("at", \.at, "when"),
        ]

        var id = ""
        var reason = ""
        var file = ""
        var at = ""

        init() {}
    }

    static let file = "config/retired.json"

    /// What is written there; nothing where there is no such file.
    static func read(in harness: Path) throws -> RetiredScenarios {
        guard FileStatus(of: harness / file) != nil, let name = RelativePath(file),
            let bytes = try Folder(harness).read(name)
        else { return RetiredScenarios() }
        return try JSON.Source(name: file, bytes: bytes).decode()
    }

    func reason(of id: String) -> String? { scenarios.last { $0.id == id }?.reason }

    /// Why a file is gone: each of its scenarios was retired.
    func reason(ofAll ids: [String]) -> String? {
        let reasons = ids.compactMap { reason(of: $0) }
        return ids.isEmpty || reasons.count < ids.count ? nil : reasons.first
    }

    func reason(ofAny ids: [String]) -> String? { ids.lazy.compactMap { reason(of: $0) }.first }
}
