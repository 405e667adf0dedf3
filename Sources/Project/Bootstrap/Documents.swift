import HarnessKit
import Ledger

/// What agents and newcomers read first, made from what is really there; the rest is marked, never invented.
struct Documents {
    let name: String
    /// The first paragraph of the project's README.
    let purpose: String?
    let steps: [Tried]
    let programs: [FoundProgram]
    let layers: Layers

    /// A step, and what came of trying it; nil where it was not tried.
    struct Tried {
        let step: ValidationStep
        let record: ValidatedStep?
    }

    private static func blank(_ what: String) -> String { "<!-- to be filled in: \(what) -->" }

    var files: [Groundwork.File] {
        let purpose = purpose == nil ? ["what the project is for"] : []
        let circle =
            layers.circle.isEmpty
            ? [] : ["\(layers.circle.joined(separator: ", ")) use each other"]
        return [
            .init(path: "AGENTS.md", text: agents, missing: purpose),
            .init(path: "docs/ARCHITECTURE.md", text: architecture, missing: circle),
            .init(path: "docs/DEVELOPMENT.md", text: development),
        ]
    }

    private var agents: String {
        var lines = ["# \(name)", "", purpose ?? Self.blank("what this project is for, in one paragraph"), ""]
        lines += ["## Commands", "", "| to | type |", "|---|---|"]
        lines += good.map { "| \($0.step.name) | `\($0.step.line)` |" }
        lines += ["| do all of that | `harness-executor validate` |", "", "## Map", ""]
        lines += layers.parts.prefix(30).map { "- `\($0.folder)/`" }
        if layers.parts.isEmpty { lines.append(Self.blank("which folder holds what")) }
        lines += [
            "", "More: `docs/ARCHITECTURE.md`, `docs/DEVELOPMENT.md`.", "", "## Rules", "",
            "- Before a commit `harness-executor validate` passes.", Self.blank("what else holds in this project"),
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private var architecture: String {
        var lines = ["# Architecture of \(name)", ""]
        if layers.parts.isEmpty {
            lines.append(Self.blank("the parts and what they may use; no imports between folders were found"))
        } else {
            lines += ["As the imports tell: a folder uses only those above it.", ""]
            lines += ["| folder | files | uses |", "|---|--:|---|"]
            lines += layers.parts.map { part in
                "| `\(part.folder)` | \(part.files) | \(part.uses.map { "`\($0)`" }.joined(separator: ", ")) |"
            }
        }
        if !layers.circle.isEmpty {
            let names = layers.circle.map { "`\($0)`" }.joined(separator: ", ")
            lines += ["", "These use each other, directly or not: \(names)."]
        }
        lines += ["", Self.blank("why it is cut this way, and what must stay so")]
        return lines.joined(separator: "\n") + "\n"
    }

    private var development: String {
        var lines = ["# Working on \(name)", ""]
        lines +=
            good.isEmpty
            ? [Self.blank("how it is built, linted and tested")] : ["```sh"] + good.map(\.step.line) + ["```"]
        let bad = steps.filter { $0.record != nil && $0.record?.outcome != .pass }
        if !bad.isEmpty {
            lines += ["", "Found, but they did not pass when they were tried:", ""]
            lines += bad.map { "- `\($0.step.line)`: \($0.record?.trouble ?? "")" }
        }
        let started = programs.filter { !$0.argv.isEmpty }.prefix(5)
        if !started.isEmpty {
            lines += ["", "Programs, as they were found (not tried):", ""]
            lines += started.map { program in
                let folder = program.folder.isEmpty ? "" : " in `\(program.folder)`"
                return "- \(program.name): `\(program.argv.joined(separator: " "))`\(folder)"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// What passed, or was not tried.
    private var good: [Tried] { steps.filter { $0.record == nil || $0.record?.outcome == .pass } }
}

extension ValidatedStep {
    /// Why it did not pass, in a few words.
    var trouble: String {
        let first = firstErrors.first.map { ": \($0.text)" } ?? ""
        return (reason ?? exit ?? outcome.rawValue) + first
    }
}

extension Documents {
    /// The first paragraph that is text: no heading, badge, table or comment.
    static func purpose(in readme: String) -> String? {
        let paragraphs = readme.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).trimmed }
            .split(separator: "")
            // A heading may be underlined, with its text right below.
            .map { lines in
                let underline = lines.lastIndex { line in line.count > 2 && line.allSatisfy { "=-".contains($0) } }
                return underline.map { lines.suffix(from: $0 + 1) } ?? lines
            }
        let text = paragraphs.first { lines in
            lines.allSatisfy { line in line.first.map { $0.isLetter || $0.isNumber || "*_`\"(".contains($0) } ?? false }
                && lines.joined().count > 20
        }
        return text.map { String($0.joined(separator: " ").prefix(600)) }
    }
}
