import HarnessKit

/// A line of a README's code block that starts one of the project's own Python files.
struct ReadmeCall: Equatable {
    let file: String
    /// What stands behind the file, with {{port}} in place of a port's number.
    let words: [String]
    let environment: [String: String]
    let reason: Reason

    /// Who is told a port serves.
    var kind: FoundProgram.Kind {
        (words + environment.values).contains { $0.contains("{{port}}") } ? .server : .cli
    }

    private static let names = ["README.md", "Readme.md", "readme.md", "README", "README.rst"]
    private static let interpreters = ["python3", "python", "py"]
    private static let most = 50

    /// All that the folder's README holds, in its order; a file that is not there is nobody's.
    static func all(in folder: String, of tree: SourceTree) -> [ReadmeCall] {
        guard let name = names.map({ SourceTree.join(folder, $0) }).first(where: tree.has),
            let text = tree.text(of: name)
        else { return [] }
        var calls: [ReadmeCall] = []
        var isBlock = false
        for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = String(raw).trimmed
            if line.hasPrefix("```") || line.hasPrefix("~~~") {
                isBlock.toggle()
            } else if isBlock, calls.count < most,
                let call = ReadmeCall(line, in: folder, of: tree, at: Reason(file: name, line: index + 1, text: ""))
            {
                calls.append(call)
            }
        }
        return calls
    }

    private init?(_ line: String, in folder: String, of tree: SourceTree, at place: Reason) {
        var text = String((line.hasPrefix("$ ") ? line.dropFirst(2) : line[...]).prefix { $0 != "#" }).trimmed
        if text.hasSuffix("&") { text = String(text.dropLast()).trimmed }
        var pieces = text.split(separator: " ").map(String.init)[...]
        var variables: [String: String] = [:]
        while let first = pieces.first, let equals = first.firstIndex(of: "="), first.first?.isLetter == true {
            variables[String(first[..<equals])] = String(first[first.index(after: equals)...])
            pieces = pieces.dropFirst()
        }
        guard let program = pieces.popFirst(), Self.interpreters.contains(program), let word = pieces.popFirst()
        else { return nil }
        let entry = word.hasPrefix("./") ? String(word.dropFirst(2)) : word
        guard entry.hasSuffix(".py"), RelativePath(entry) != nil, tree.has(SourceTree.join(folder, entry))
        else { return nil }
        file = SourceTree.join(folder, entry)
        if Self.serves(text + "\n" + (tree.text(of: file) ?? "")) {
            pieces = ArraySlice(pieces.map(Self.withPort))
            for (name, value) in variables where name.hasSuffix("PORT") && Self.isPort(value) {
                variables[name] = "{{port}}"
            }
        }
        let plain = pieces.filter { !$0.hasSuffix("{{port}}") }.joined()
        guard !plain.contains(where: { "|&;<>()$`\\\"'*?[]{}~".contains($0) }) else { return nil }
        words = Array(pieces)
        environment = variables
        reason = Reason(file: place.file, line: place.line, text: text)
    }

    /// Whether a number may be a port: to a list of things to do it is what is to be bought.
    private static func serves(_ text: String) -> Bool {
        UnitReading.find(#"(?i)(localhost|127\.0\.0\.1|\bport\b|_PORT\b|socket|http|\bserve|listen)"#, in: text) != nil
    }

    /// "8000", "--port=8000", "PORT" and "<port>" as the place of a port.
    private static func withPort(_ word: String) -> String {
        if isPort(word) || ["port", "<port>", "[port]", "{port}"].contains(word.lowercased()) { return "{{port}}" }
        guard word.hasPrefix("-"), let equals = word.firstIndex(of: "=") else { return word }
        let value = word[word.index(after: equals)...]
        return isPort(String(value)) ? "\(word[...equals]){{port}}" : word
    }

    /// What no program without privileges is told for another reason: a number that ports have, and years have not.
    private static func isPort(_ word: String) -> Bool {
        guard let number = Int(word), String(number) == word else { return false }
        return (1024...65_535).contains(number) && !(1900...2099).contains(number)
    }
}
