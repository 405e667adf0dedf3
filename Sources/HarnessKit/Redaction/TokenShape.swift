/// What a common token looks like: a known beginning, a body that decides, and how far it goes on.
///
/// A body decides within `lookahead` bytes, so that a stream needs to hold back no more than that.
struct TokenShape: Sendable {
    static let lookahead = 512

    let name: String
    let prefix: Bytes
    /// Whether it counts only where a word begins; the others are unmistakable.
    let needsBoundary: Bool
    /// Whether the prefix stays readable.
    let keepsPrefix: Bool
    /// The length of the secret's first part, or nil where it is none.
    let body: @Sendable (Slice<UnsafeRawBufferPointer>) -> Int?
    let extent: SecretExtent?

    static let all: [TokenShape] = [
        .init("github-token", "ghp_", .init(atLeast: 20)),
        .init("github-token", "gho_", .init(atLeast: 20)),
        .init("github-token", "ghs_", .init(atLeast: 20)),
        .init("github-token", "ghu_", .init(atLeast: 20)),
        .init("github-token", "ghr_", .init(atLeast: 20)),
        .init("github-token", "github_pat_", .init(atLeast: 20)),
        .init("gitlab-token", "glpat-", .init(atLeast: 16)),
        .init("api-key", "sk-", .init(atLeast: 20, withDigit: true), needsBoundary: true),
        .init("api-key", "sk_live_", .init(atLeast: 16)),
        .init("api-key", "rk_live_", .init(atLeast: 16)),
        .init("api-key", "AIza", .init(exactly: 35)),
        .init("npm-token", "npm_", .init(exactly: 36, alphabet: ASCII.isAlphanumeric)),
        .init("pypi-token", "pypi-AgE", .init(atLeast: 30)),
        .init("slack-token", "xoxb-", .init(atLeast: 16)),
        .init("slack-token", "xoxp-", .init(atLeast: 16)),
        .init("aws-key", "AKIA", .init(exactly: 16, alphabet: TokenBody.isCapitalOrDigit)),
        .init("aws-key", "ASIA", .init(exactly: 16, alphabet: TokenBody.isCapitalOrDigit)),
        .init("jwt", "eyJ", .jwt),
        .init("bearer", "Bearer ", .bearer, needsBoundary: true, keepsPrefix: true),
        .init("bearer", "bearer ", .bearer, needsBoundary: true, keepsPrefix: true),
        .init("bearer", "BEARER ", .bearer, needsBoundary: true, keepsPrefix: true),
        .init("basic", "Basic ", .basic, needsBoundary: true, keepsPrefix: true),
        .init("basic", "basic ", .basic, needsBoundary: true, keepsPrefix: true),
        .init("password", "://", .userInfo, keepsPrefix: true),
        .init("private-key", "-----BEGIN ", .privateKey),
    ]

    private init(
        _ name: String, _ prefix: String, _ body: TokenBody, needsBoundary: Bool = false, keepsPrefix: Bool = false
    ) {
        self.name = name
        self.prefix = Bytes(prefix.utf8)
        self.needsBoundary = needsBoundary
        self.keepsPrefix = keepsPrefix
        self.body = body.length
        extent = body.extent
    }

    /// Which bytes begin a shape, so that a text is walked once.
    private static let byFirst: [[TokenShape]] = all.reduce(into: Array(repeating: [], count: 256)) {
        $0[Int($1.prefix[0])].append($1)
    }

    /// Which bytes may follow a first one, 128 bits for each: most places of a text are passed over by this alone.
    private static let seconds: [UInt64] = all.reduce(into: Array(repeating: 0, count: 512)) {
        let second = Int($1.prefix[1])
        $0[Int($1.prefix[0]) * 2 + second / 64] |= 1 << UInt64(second % 64)
    }

    /// Those that begin at `start` or later; what stands before only tells where words begin.
    static func findings(in text: UnsafeRawBufferPointer, from start: Int) -> [Redactor.Finding] {
        var found: [Redactor.Finding] = []
        guard let bytes = text.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return found }
        seconds.withUnsafeBufferPointer { seconds in
            guard let seconds = seconds.baseAddress else { return }
            // Every byte of every answer passes here: no checks but the end.
            var at = start
            let last = text.count - 1
            while at < last {
                let (first, second) = (Int(bytes[at]), Int(bytes[at &+ 1]))
                if seconds[first &* 2 &+ (second &>> 6) & 1] &>> UInt64(second & 63) & 1 == 1, second < 128,
                    let finding = byFirst[first].lazy.compactMap({ $0.finding(in: text, at: at) }).first
                {
                    found.append(finding)
                    at = finding.range.upperBound
                } else {
                    at &+= 1
                }
            }
        }
        return found
    }

    private func finding(in text: UnsafeRawBufferPointer, at start: Int) -> Redactor.Finding? {
        let rest = text[start...]
        guard rest.starts(with: prefix), !needsBoundary || Self.beginsWord(text, start),
            let length = body(rest.dropFirst(prefix.count))
        else { return nil }
        var end = start + prefix.count + length
        if let extent { end += extent.length(in: text[end...]) }
        return .init(
            range: (keepsPrefix ? start + prefix.count : start)..<end, name: name,
            extent: end == text.count ? extent : nil)
    }

    /// Whether what stands before is no letter or digit, or only the end of an escape such as `\n`, `%20`, `ESC[32m`.
    private static func beginsWord(_ text: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard start > 0 else { return true }
        // "task-sk-…" is a name with a dash in it.
        if text[start - 1] == UInt8(ascii: "-") || text[start - 1] == UInt8(ascii: "_") { return false }
        guard ASCII.isAlphanumeric(text[start - 1]) else { return true }
        func byte(_ back: Int) -> UInt8 { start >= back ? text[start - back] : 0 }
        if byte(2) == UInt8(ascii: "\\") { return "nrt".utf8.contains(byte(1)) }
        if byte(3) == UInt8(ascii: "%") { return true }
        if byte(6) == UInt8(ascii: "\\"), byte(5) == UInt8(ascii: "u") { return true }
        guard byte(1) == UInt8(ascii: "m") else { return false }
        return (2...8).contains { byte($0) == 0x1B }
    }
}
