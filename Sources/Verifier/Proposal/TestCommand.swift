import HarnessKit

/// A test command as people type it.
struct TestCommand {
    let argv: [String]
    let environment: [String: String]
    /// What was added to it, and why.
    let note: String?

    init(_ line: String) throws {
        var pieces: ArraySlice<ShellWords.Piece>
        do {
            pieces = try ShellWords(line).words[...]
            if let piece = pieces.first(where: { !$0.variables.isEmpty }) {
                throw ShellTrouble("only a shell knows $\(piece.variables[0])")
            }
            if let piece = pieces.first(where: \.isPattern) {
                throw ShellTrouble("only a shell finds what '\(piece.text)' stands for")
            }
        } catch let trouble as ShellTrouble {
            throw Failure(
                .usage, "the test command is no plain command: \(trouble.message)",
                hint:
                    "give one program and its words, or --from-test \"sh -c '…'\", that is [\"sh\", \"-c\", …]"
            )
        }
        var environment: [String: String] = [:]
        while let first = pieces.first?.text, let (name, value) = Self.assignment(first) {
            environment[name] = value
            pieces = pieces.dropFirst()
        }
        let naming = TestNaming(pieces.map(\.text))
        (argv, note) = (naming.argv, naming.note)
        self.environment = environment
        guard argv.first?.isEmpty == false else {
            throw Failure(.usage, "the test command names no program", hint: "give it as --from-test \"npm test\"")
        }
    }

    /// "CI=1" in front of a command is a variable for it.
    private static func assignment(_ word: String) -> (String, String)? {
        guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return nil }
        let name = word[..<equals]
        let isName = name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
        guard isName, name.first?.isNumber == false else { return nil }
        return (String(name), String(word[word.index(after: equals)...]))
    }

    var proposed: ProposedCommand {
        var command = ProposedCommand()
        command.argv = argv
        command.environment = environment
        return command
    }
}

extension ProposedCommand {
    /// As a step that runs tests writes it: what prints no names of tests leaves them in files.
    var testJSON: JSON { json(reports: reports) }

    /// Where a build tool for Java leaves its reports; they say more than what it prints.
    private var reports: String? {
        let place: String
        switch argv.first?.split(separator: "/").last.map(String.init) {
        case "mvn", "mvnw": place = "target/surefire-reports/TEST-*.xml"
        case "gradle", "gradlew": place = "build/test-results/test/TEST-*.xml"
        default: return nil
        }
        return folder.map { "\($0)/\(place)" } ?? place
    }
}
