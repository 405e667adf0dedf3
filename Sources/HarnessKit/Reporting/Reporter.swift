/// The one place that renders answers and failures, as text or as one JSON document.
package struct Reporter {
    let context: Context
    /// The tool that speaks.
    private let tool: String
    /// The tools that were reached through the coordinator, whose commands are then spelled with its name.
    private let reached: [String]

    package init(_ context: Context, tool: String, reaching tools: [String] = []) {
        self.context = context
        self.tool = tool
        reached = tools
    }

    /// Prints an answer; returns the exit status.
    package func report(_ answer: Answer) -> Int32 {
        switch context.format {
        case .json:
            return finish(write { try write(answer, to: $0, hiding: $1) }, with: exit(of: answer), of: answer)
        case .text:
            let style = context.styles.errors
            for note in answer.notes { explain(TerminalText.visible(style.dim(note)) + "\n") }
            var text = answer.isVerbatim ? answer.text() : TerminalText.visible(answer.text())
            if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
            if let next = answer.next {
                let line = "next: \(spelled(next))\n"
                if answer.isBare { explain(line) } else { text += line }
            }
            let problem = write { try $0.write(text, hiding: $1) }
            if let trouble = context.aftermath.failure { _ = report(trouble) }
            return finish(problem, with: exit(of: answer), of: answer)
        }
    }

    /// Prints a failure; returns the exit status.
    package func report(_ failure: Failure) -> Int32 {
        var failure = failure
        failure.hint = failure.hint.map(spelledWithin)
        if context.format == .json {
            return finish(write { try $0.write(failure.json, hiding: $1) }, with: failure.code)
        }
        let style = context.styles.errors
        var text = "\(style.red("\(tool):")) \(TerminalText.oneLine(failure.message))\n"
        for detail in failure.details { text += "  \(TerminalText.oneLine(detail))\n" }
        if let hint = failure.hint { text += "\(style.dim("hint:")) \(TerminalText.oneLine(hint))\n" }
        explain(TerminalText.visible(text))
        return failure.code.rawValue
    }

    /// One line of a command that follows something: an object a line in JSON.
    package func follow(_ line: Answer) throws {
        switch context.format {
        case .json: try write(line, to: context.output, hiding: context.secrets)
        case .text: try context.output.write(TerminalText.visible(line.text()) + "\n", hiding: context.secrets)
        }
    }

    private func exit(of answer: Answer) -> ExitCode {
        answer.exit == .yes ? context.aftermath.failure?.code ?? .yes : answer.exit
    }

    /// A command as the caller can type it: who came through the coordinator goes through it again.
    ///
    /// Who named the project names it again.
    private func spelled(_ command: String) -> String {
        if command.hasPrefix("edit "), command.hasSuffix("'"), let middle = command.firstRange(of: ", then '") {
            return command[..<middle.upperBound] + spelled(String(command[middle.upperBound...].dropLast())) + "'"
        }
        let root = context.projectRoot.map { " --project-root \(quoted($0.description))" } ?? ""
        return (reached.contains { command.hasPrefix("\($0) ") } ? "\(tool) \(command)" : command) + root
    }

    private func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { ASCII.isAlphanumeric($0) || "/._-+".utf8.contains($0) }
        return isPlain
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private func spelledWithin(_ hint: String) -> String {
        reached.reduce(hint) { text, name in
            text.split(separator: "'\(name) ", omittingEmptySubsequences: false).joined(separator: "'\(tool) \(name) ")
        }
    }

    private func write(_ answer: Answer, to output: Output, hiding secrets: Redactor) throws {
        switch answer.document {
        case .value(let json): try output.write(completed(json(), for: answer), hiding: secrets)
        case .items(let items): try output.write(items: items, hiding: secrets)
        }
    }

    /// The document with what comes next and what went wrong after it was certain.
    private func completed(_ json: JSON, for answer: Answer) -> JSON {
        var json = json
        if let next = answer.next, case .object(var object) = json {
            object["next"] = .string(spelled(next))
            json = .object(object)
        }
        if let trouble = context.aftermath.failure, case .object(var object) = json {
            object["trouble"] = trouble.json["error"]
            json = .object(object)
        }
        return json
    }

    private func write(_ body: (Output, Redactor) throws -> Void) -> SystemError? {
        do {
            try body(context.output, context.secrets)
            return nil
        } catch {
            return error as? SystemError
        }
    }

    /// Somebody who stopped reading (`| head`) has had enough; a full disk is something to say.
    private func finish(_ problem: SystemError?, with exit: ExitCode, of answer: Answer? = nil) -> Int32 {
        guard let problem, problem.number != EPIPE else {
            return exit == answer?.exit ? answer?.status ?? exit.rawValue : exit.rawValue
        }
        let failure = Failure(translating: problem)
        explain("\(tool): \(failure.message)\n")
        return exit == .yes ? failure.code.rawValue : exit.rawValue
    }

    private func explain(_ text: String) {
        try? context.errors.write(text, hiding: context.secrets)
    }
}
