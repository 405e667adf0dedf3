import HarnessKit

/// A check as the first step of a validation file, put into its text: comments and all else stay as they are.
///
/// It is a build step, so that it runs before the others and they are left out where it fails: it is the cheaper one.
struct StepInsertion {
    private let step: JSON

    /// Runs where the steps of the same tool run: a module need not lie at the project's top.
    init(_ check: Check, beside steps: [JSON]) {
        let tools = ["npx": ["npx", "npm", "pnpm", "yarn"], "ruff": ["ruff", "pytest", "python", "python3"]]
        let kin = tools[check.argv.first ?? ""] ?? [check.argv.first ?? ""]
        let neighbour = steps.first { kin.contains($0["argv"]?[0]?.string ?? "") }
        step = .members([
            "name": .string(check.name), "kind": "build", "argv": check.argv.json, "cwd": neighbour?["cwd"],
            "paths": neighbour?["paths"],
        ])
    }

    /// The text with the step in it; nil where its list of steps is not found.
    func into(_ text: String) -> String? {
        let bytes = Bytes(text.utf8)
        guard let place = Self.opening(of: "steps", in: bytes) else { return nil }
        let rest = bytes[place...]
        let isEmpty = Self.firstByte(of: rest) == UInt8(ascii: "]")
        let breaks = rest.first == 0x0A || isEmpty ? "" : "\n   "
        let line = "\n    \(step.text(.compact))\(isEmpty ? "\n" : ",")\(breaks)"
        return String(decoding: bytes[..<place] + Bytes(line.utf8) + rest, as: UTF8.self)
    }

    /// The place after the bracket that opens the list of that name at the top.
    private static func opening(of name: String, in bytes: Bytes) -> Int? {
        var (index, depth) = (0, 0)
        var last: Bytes?
        while index < bytes.count {
            let (next, token) = token(bytes, index)
            switch token {
            case .text(let text): last = text
            case .sign(let byte):
                if byte == UInt8(ascii: "["), depth == 1, last == Bytes(name.utf8) { return next }
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
                if byte != UInt8(ascii: ":") { last = nil }
            case .nothing: break
            }
            index = next
        }
        return nil
    }

    private static func firstByte(of rest: ArraySlice<UInt8>) -> UInt8? {
        let bytes = Bytes(rest)
        var index = 0
        while index < bytes.count {
            let (next, token) = token(bytes, index)
            switch token {
            case .text: return UInt8(ascii: "\"")
            case .sign(let byte): return byte
            case .nothing: index = next
            }
        }
        return nil
    }

    private enum Token {
        case text(Bytes)
        case sign(UInt8)
        /// Space, or a comment.
        case nothing
    }

    private static func token(_ bytes: Bytes, _ index: Int) -> (next: Int, token: Token) {
        let byte = bytes[index]
        if byte <= 0x20 { return (index + 1, .nothing) }
        if byte == UInt8(ascii: "\"") {
            var end = index + 1
            while end < bytes.count, bytes[end] != byte { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
            return (end + 1, .text(Bytes(bytes[(index + 1)..<min(end, bytes.count)])))
        }
        guard byte == UInt8(ascii: "/"), index + 1 < bytes.count else { return (index + 1, .sign(byte)) }
        var end = index + 2
        if bytes[index + 1] == UInt8(ascii: "/") {
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            return (end, .nothing)
        }
        while end + 1 < bytes.count, bytes[end] != UInt8(ascii: "*") || bytes[end + 1] != UInt8(ascii: "/") { end += 1 }
        return (end + 2, .nothing)
    }
}
