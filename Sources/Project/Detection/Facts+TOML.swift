import HarnessKit

extension Facts {
    /// Tables, keys and lists of names of a `Cargo.toml` or `pyproject.toml`, line by line.
    ///
    /// No parser of TOML: what detection asks for are tables, plain strings, and the strings of dependency lists.
    mutating func take(toml text: String, of file: String) {
        var reader = TOMLLines()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            for found in reader.read(String(line)) {
                switch found {
                case .key(let name, let value): add(key: name, value, in: file, at: .line(index + 1))
                case .dependency(let name): add(dependency: name, in: file, at: .line(index + 1))
                }
            }
        }
    }
}

/// Where in a TOML text we are: the table, and the list or long string that is still open.
private struct TOMLLines {
    enum Found {
        case key(String, value: String)
        case dependency(String)
    }

    private var table = ""
    private var openList: String?
    private var openString: String?

    mutating func read(_ line: String) -> [Found] {
        let text = line.trimmed
        if let quotes = openString {
            if text.contains(quotes) { openString = nil }
            return []
        }
        if let list = openList {
            if Self.closesList(text) { openList = nil }
            return names(in: text, of: list)
        }
        guard !text.isEmpty, !text.hasPrefix("#") else { return [] }
        if text.hasPrefix("[") { return header(text) }
        return assignment(text)
    }

    private mutating func header(_ text: String) -> [Found] {
        let name = text.drop { $0 == "[" }.prefix { $0 != "]" }
        table = Self.bare(String(name))
        var found = [Found.key(table, value: "")]
        // [dependencies.serde] names one; so does [target.'cfg(unix)'.dependencies.libc].
        let parts = table.split(separator: ".").map(String.init)
        if let last = parts.last, parts.count > 1, Self.isDependencyTable(parts.dropLast().joined(separator: ".")) {
            found.append(.dependency(last))
        }
        return found
    }

    private mutating func assignment(_ text: String) -> [Found] {
        guard let equals = text.firstIndex(of: "=") else { return [] }
        let key = Self.bare(String(text[..<equals]))
        let value = String(text[text.index(after: equals)...]).trimmed
        let name = table.isEmpty ? key : "\(table).\(key)"
        for quotes in ["\"\"\"", "'''"] where value.hasPrefix(quotes) && !value.dropFirst(3).contains(quotes) {
            openString = quotes
        }
        var found = [Found.key(name, value: Self.string(value))]
        if Self.isDependencyTable(table), key != "python" {
            found.append(.dependency(String(key.split(separator: ".").first ?? "")))
        }
        if value.hasPrefix("[") {
            if !Self.closesList(value) { openList = name }
            found += names(in: value, of: name)
        }
        return found
    }

    /// The strings of a list that names what is depended upon: "flask>=3; python_version > '3'" is flask.
    private func names(in text: String, of list: String) -> [Found] {
        let isWanted =
            ["project.dependencies", "build-system.requires"].contains(list)
            || list.hasPrefix("project.optional-dependencies.") || list.hasPrefix("dependency-groups.")
        guard isWanted else { return [] }
        return Self.strings(in: text).map { entry in
            .dependency(String(entry.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) }).lowercased())
        }
    }

    private static func isDependencyTable(_ name: String) -> Bool {
        name == "packages" || name == "dev-packages" || name.hasSuffix("dependencies")
    }

    /// Whether a bracket outside of strings closes the list.
    private static func closesList(_ text: String) -> Bool {
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if character == "#" {
                return false
            } else if character == "]" {
                return true
            }
        }
        return false
    }

    private static func strings(in text: String) -> [String] {
        var (found, quote, current): ([String], Character?, String) = ([], nil, "")
        for character in text {
            if let open = quote {
                if character == open {
                    found.append(current)
                    quote = nil
                } else {
                    current.append(character)
                }
            } else if character == "\"" || character == "'" {
                (quote, current) = (character, "")
            } else if character == "#" {
                break
            }
        }
        return found
    }

    private static func string(_ value: String) -> String {
        value.hasPrefix("\"") || value.hasPrefix("'") ? strings(in: value).first ?? "" : ""
    }

    /// A key without its quotes and the spaces around its parts.
    private static func bare(_ key: String) -> String {
        key.split(separator: ".").map { String($0).trimmed.filter { $0 != "\"" && $0 != "'" } }.joined(separator: ".")
    }
}

extension String {
    var trimmed: String {
        let start = drop { $0.isWhitespace }
        let end = start.reversed().drop { $0.isWhitespace }
        return String(String(end).reversed())
    }
}
