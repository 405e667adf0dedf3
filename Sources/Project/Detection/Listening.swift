import HarnessKit

/// Where a server listens and what it answers first, as its code tells.
struct Listening {
    private(set) var port = PortManner.unknown
    /// What has to stand in its command line so that it learns its port.
    private(set) var words: [String] = []
    private(set) var ready: String?
    /// A path that its code answers when it is asked for it, without anything in it to fill in.
    private(set) var route: String?

    init() {}

    /// Looks into the file that the server begins in, then into the unit's other code.
    init(of entry: String?, in reading: UnitReading) {
        let code = reading.ecosystem.code.flatMap { reading.tree.expand(SourceTree.join(reading.folder, $0)) }
        let others = code.filter { !$0.contains("test") && !$0.contains("spec") && $0 != entry }
        let files = [entry].compactMap(\.self) + others.prefix(Self.mostFiles)
        for file in files {
            guard let text = reading.tree.text(of: file) else { continue }
            if port == .unknown { findPort(in: text) }
            if ready == nil { ready = Self.path(in: text) }
            if route == nil { route = Self.routes.lazy.compactMap { UnitReading.find($0, in: text)?.name }.first }
            if port != .unknown, ready != nil { return }
        }
        guard ready == nil else { return }
        let recipes = Self.recipes.map { SourceTree.join(reading.folder, $0) }.compactMap(reading.tree.text)
        ready = recipes.lazy.compactMap { UnitReading.find(Self.asked, in: $0)?.name }.first
    }

    private static let mostFiles = 60

    /// Patterns from the surest on; the first group is the variable, the option, or the number.
    static let ports: [(pattern: String, manner: @Sendable (String) -> PortManner?)] = [
        (
            #"(?:env|environ|[gG]etenv|ENV|environment|var|get|LookupEnv|fetch)\b[\w.!?]*[.(\[]+\s*["']?"#
                + #"([A-Z][A-Z0-9_]*PORT|PORT)\b"#,
            { .variable($0) }
        ),
        (#"\{[^}\n]*\b(PORT)\b[^}\n]*\}\s*=\s*process\.env"#, { .variable($0) }),
        (
            #"(?:flag\.\w+\(|add_argument\(|option\(|Option\()[^)\n]{0,40}["'](?:--?\w, *)?(?:--)?(port)\b"#,
            { _ in .option }
        ),
        (
            #"(?i)(?:\bport\w*\s*(?::\s*\w+\s*)?=|server\(|listen\w*\()[^=\n]{0,60}"#
                + #"(?:\bargv\[1\]|process\.argv\[2\]|os\.Args\[1\])"#,
            { _ in .argument }
        ),
        (#"(?m)listen(?:AndServe)?\w*\([^)\n]{0,60}?\b([1-9]\d{3,4})\b"#, { Int($0).map { .fixed($0) } }),
        (#"(?i)\bport\w*\s*(?::\s*\w+\s*)?[:=]+\s*["']?:?([1-9]\d{3,4})\b"#, { Int($0).map { .fixed($0) } }),
        (#"["'](?:[\w.]*|\[::\]):([1-9]\d{3,4})["']"#, { Int($0).map { .fixed($0) } }),
        (#"\(\s*"[\d.]+"\s*,\s*([1-9]\d{3,4})\s*\)"#, { Int($0).map { .fixed($0) } }),
        (#"\[\s*\d+,\s*\d+,\s*\d+,\s*\d+\s*\]\s*,\s*([1-9]\d{3,4})\b"#, { Int($0).map { .fixed($0) } }),
    ]

    /// What servers call the path that says whether they are well.
    static let readiness =
        #"["'`](?:(?:GET|get) )?/?((?:api/|v\d+/|_)*(?:healthz?|health[-_]?check|readyz?|readiness|"#
        + #"livez?|liveness|alive|ping|up|status)/?)["'`]"#

    /// How code says that it answers a GET; what its path holds to be filled in, or who may ask, is not known of others.
    static let routes = [
        #"\b\w+\.(?:get|GET|Get|MapGet|HandleGet)\(\s*[\[]?\s*["'`](/[\w./-]*)["'`]"#,
        #"\.(?:route|Route)\(\s*["'](/[\w./-]*)["'](?:\s*\)|\s*,\s*(?:[\w:]*::)?get\(|[^)\n]*["']GET["'])"#,
        #"\bHandle(?:Func)?\(\s*["'`]GET (/[\w./-]*)["'`]"#,
        #"\b(?:path|pathname|url|PATH_INFO)\w*(?:["'])?[\])]?\s*={2,3}\s*["'`](/[\w./-]*)["'`]"#,
    ]

    /// Where it is written down how a server is asked whether it is well.
    private static let recipes = ["Dockerfile", "compose.yaml", "compose.yml", "docker-compose.yml", "README.md"]
    static let asked =
        #"(?:localhost|127\.0\.0\.1)(?::[\w${}]+)?"#
        + #"((?:/[\w-]+)*/(?:health|ready|live|ping|status)[\w-]*/?)(?:[\s"'`?)]|$)"#

    private mutating func findPort(in text: String) {
        for row in Self.ports {
            guard let found = UnitReading.find(row.pattern, in: text), let manner = row.manner(found.name) else {
                continue
            }
            port = manner
            if manner == .option { words = ["--\(found.name)", "{{port}}"] }
            if manner == .argument { words = ["{{port}}"] }
            return
        }
    }

    private static func path(in text: String) -> String? {
        let bytes = Bytes(text.utf8)
        guard let match = try? Pattern(readiness).firstMatch(in: bytes), let group = match.groups[1] else { return nil }
        // "up" or "status" alone are words like any other; a path has its slash.
        let hasSlash = bytes[match.range].contains(UInt8(ascii: "/"))
        let name = String(decoding: bytes[group], as: UTF8.self)
        return hasSlash || name.hasPrefix("health") ? "/" + name : nil
    }
}
