import HarnessKit

/// A CMakeLists.txt that declares tests among what it builds: the declarations of now go behind what was there.
extension InlineTests {
    /// Nil where nothing is declared that only tests need, or what is needed for it is not known there.
    init?(cmake base: Bytes, commit: Bytes, isTest: (RelativePath) -> Bool) {
        let before = CMakeCommand.all(in: base)
        let known = Set(before.map(\.key))
        let (former, programs) = (Self.targets(before), Self.variables(before))
        let new = CMakeCommand.all(in: commit).filter { command in
            !known.contains(command.key) && command.variables.allSatisfy { programs.contains($0) }
        }
        var targets: Set<String> = []
        for command in new where command.name == "add_executable" {
            guard let name = command.words.first, !former.contains(name),
                command.words.dropFirst().contains(where: { RelativePath($0).map(isTest) ?? false })
            else { continue }
            targets.insert(name)
        }
        var tests: Set<String> = []
        let taken = new.filter { command in
            switch command.name {
            case "enable_testing": return true
            case "include": return command.words == ["CTest"]
            case "add_test":
                guard let (name, program) = command.test, targets.union(former).contains(program) else { return false }
                tests.insert(name)
                return true
            case "set_tests_properties": return command.words.first.map(tests.contains) ?? false
            case "add_executable", "set_target_properties": return command.words.first.map(targets.contains) ?? false
            default: return command.name.hasPrefix("target_") && command.words.first.map(targets.contains) ?? false
            }
        }
        guard !targets.isEmpty || !tests.isEmpty else { return nil }
        let end = base.isEmpty || base.last == UInt8(ascii: "\n") ? [] : [UInt8(ascii: "\n")]
        self.init(code: base + end, tests: taken.flatMap { $0.text + [UInt8(ascii: "\n")] })
    }

    static func isCMake(_ path: RelativePath) -> Bool { Path(bytes: path.bytes).name == "CMakeLists.txt" }

    private static func targets(_ commands: [CMakeCommand]) -> Set<String> {
        Set(commands.filter { $0.name == "add_executable" }.compactMap(\.words.first))
    }

    private static func variables(_ commands: [CMakeCommand]) -> Set<String> {
        Set(commands.filter { ["set", "option", "project"].contains($0.name) }.compactMap(\.words.first))
    }
}

/// One command of a CMakeLists.txt, outside of what is run several times or later.
private struct CMakeCommand {
    let name: String
    let words: [String]
    let text: Bytes

    /// Equal for commands that say the same.
    var key: String { ([name] + words).joined(separator: " ") }

    /// The name of a test and the program that it starts.
    var test: (name: String, program: String)? {
        guard words.first == "NAME" else { return words.count > 1 ? (words[0], words[1]) : nil }
        guard let place = words.firstIndex(of: "COMMAND"), words.count > place + 1 else { return nil }
        let word = words[place + 1]
        let program = word.hasPrefix("$<TARGET_FILE:") ? String(word.dropFirst(14).prefix { $0 != ">" }) : word
        return (words[1], program)
    }

    /// Variables of the project's own that it reads.
    var variables: [String] {
        words.flatMap { word in
            word.split(separator: "$", omittingEmptySubsequences: false).dropFirst().filter { $0.hasPrefix("{") }
                .map { String($0.dropFirst().prefix { $0 != "}" }) }
        }.filter { !$0.hasPrefix("CMAKE_") && !$0.hasPrefix("PROJECT_") }
    }

    static func all(in text: Bytes) -> [Self] {
        guard let pattern = try? Pattern(#"([A-Za-z_]\w*)[ \t]*\("#) else { return [] }
        let code = withoutComments(text)
        var (commands, start, depth): ([Self], Int, Int) = ([], 0, 0)
        while let match = pattern.firstMatch(in: code, from: start), let group = match.groups[1] {
            guard let close = closing(code, from: match.range.upperBound) else { break }
            let name = String(decoding: code[group], as: UTF8.self).lowercased()
            start = close + 1
            switch name {
            case "function", "macro", "foreach", "while": depth += 1
            case "endfunction", "endmacro", "endforeach", "endwhile": depth -= 1
            default:
                guard depth == 0 else { continue }
                let words = code[match.range.upperBound..<close].split { Bytes(" \t\r\n\";".utf8).contains($0) }
                commands.append(
                    Self(
                        name: name, words: words.map { String(decoding: $0, as: UTF8.self) },
                        text: Bytes(code[match.range.lowerBound...close])))
            }
        }
        return commands
    }

    private static func closing(_ code: Bytes, from start: Int) -> Int? {
        var (depth, place) = (1, start)
        while place < code.count {
            if let end = argumentEnd(code, from: place) {
                place = end
                continue
            }
            if code[place] == UInt8(ascii: "(") { depth += 1 }
            if code[place] == UInt8(ascii: ")") { depth -= 1 }
            if depth == 0 { return place }
            place += 1
        }
        return nil
    }

    /// The text without remarks: what stands in quotes or in brackets is none.
    private static func withoutComments(_ text: Bytes) -> Bytes {
        var (code, place) = (Bytes(), 0)
        while place < text.count {
            if text[place] == UInt8(ascii: "#") {
                let line = text[place...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
                place = bracketEnd(text, from: place + 1) ?? line
                continue
            }
            let end = argumentEnd(text, from: place) ?? place + 1
            code += text[place..<end]
            place = end
        }
        return code
    }

    /// Where something ends that begins here and in which no byte means anything: quotes, brackets, an escape.
    private static func argumentEnd(_ text: Bytes, from start: Int) -> Int? {
        switch text[start] {
        case UInt8(ascii: "\\"): return min(start + 2, text.count)
        case UInt8(ascii: "["): return bracketEnd(text, from: start)
        case UInt8(ascii: "\""):
            var place = start + 1
            while place < text.count, text[place] != UInt8(ascii: "\"") {
                place += text[place] == UInt8(ascii: "\\") ? 2 : 1
            }
            return min(place + 1, text.count)
        default: return nil
        }
    }

    /// Where `[[…]]` or `[==[…]==]` ends; nil where none begins, or it never ends.
    private static func bracketEnd(_ text: Bytes, from start: Int) -> Int? {
        guard start < text.count, text[start] == UInt8(ascii: "[") else { return nil }
        let signs = Bytes(text[(start + 1)...].prefix { $0 == UInt8(ascii: "=") })
        let inner = start + 1 + signs.count
        guard inner < text.count, text[inner] == UInt8(ascii: "[") else { return nil }
        let closing = [UInt8(ascii: "]")] + signs + [UInt8(ascii: "]")]
        return Bytes(text[(inner + 1)...]).offset(of: closing).map { inner + 1 + $0 + closing.count }
    }
}
