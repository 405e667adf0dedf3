import HarnessKit

/// The smallest change that would raise a scenario's grade, as JSON to put in.
struct Advice {
    let trials: [StrengthProbe.Trial]
    let probes: [StepProbe]
    let fresh: Set<String>
    let strength: ScenarioStrength

    var text: String? {
        if let finding = strength.findings.first(where: { $0.code.hasPrefix("E_") }), strength.grade == 0 {
            return finding.hint
        }
        return comparison ?? refreshing ?? reading ?? literal ?? testing ?? pairing
    }

    /// A fresh value that an answer holds already and nobody compares.
    private var comparison: String? {
        for trial in candidates {
            let names = sent(before: trial)
            let root = names.isEmpty ? nil : document(of: trial)
            for name in names {
                guard let value = trial.bindings[name] else { continue }
                if let place = place(of: value, in: trial, root) {
                    return "in step \"\(trial.id)\" add \(Self.expecting(place, in: trial.step, name))"
                }
            }
        }
        return nil
    }

    /// A literal that is sent in one step and found in another: it need only be made fresh.
    private var refreshing: String? {
        let senders = trials.filter { $0.addressee == .application }.map { sender in
            (
                index: sender.index, id: sender.id,
                payload: leaves(of: sender.asked).filter { isPayload($0.path, $0.value, of: sender.step) }
            )
        }.filter { !$0.payload.isEmpty }
        guard !senders.isEmpty else { return nil }
        for trial in candidates {
            let root = document(of: trial)
            for sender in senders where sender.index < trial.index {
                for (path, value) in sender.payload {
                    guard let place = place(of: value, in: trial, root) else { continue }
                    let name = path.lastName ?? "value"
                    return "make \(value.text(.compact)) of step \"\(sender.id)\" new in every run: add "
                        + "\"\(name)\": {\"fresh\": \"\(Self.kind(of: value))\"} to \"vars\", send \"{{\(name)}}\", and in step "
                        + "\"\(trial.id)\" add \(Self.expecting(place, in: trial.step, name))"
                }
            }
        }
        return nil
    }

    /// A step that reads back what was sent.
    private var reading: String? {
        for sender in trials where sender.step.http.map({ !["GET", "HEAD"].contains($0.method.uppercased()) }) ?? false
        {
            guard let status = sender.observation.status, status < 400, let http = sender.step.http else { continue }
            let names = sender.names.intersection(fresh).sorted { $0.precedes($1) }
            let name = names.first ?? "value"
            let path = http.path.split(separator: "?").first.map(String.init) ?? http.path
            let field = leaves(of: http.body ?? .null).first { $0.value == .string("{{\(name)}}") }?.path.description
            let make = names.isEmpty ? "send a var with \"fresh\" as \"{{value}}\", then " : ""
            let hasID = (try? sender.observation.document.map { try JSON.parse($0) })??["id"] != nil
            let (capture, place) =
                hasID && http.method.uppercased() == "POST"
                ? ("add \"capture\": {\"id\": \"$.id\"} to step \"\(sender.id)\", and after it ", "\(path)/{{id}}")
                : ("after step \"\(sender.id)\" add ", path)
            return make + capture
                + "{\"id\": \"read-back\", \"http\": {\"path\": \"\(place)\"}, \"expect\": {\"json\": "
                + "{\"\(field ?? "$.\(name)")\": {\"eq\": \"{{\(name)}}\"}}}}"
        }
        return nil
    }

    /// A value of an answer of which only the status is looked at.
    private var literal: String? {
        for (trial, probe) in zip(trials, probes)
        where trial.addressee != .nobody && probe.notice != .values && trial.step.tests == nil {
            guard let place = anyPlace(in: trial) else { continue }
            return "in step \"\(trial.id)\" add \(Self.expecting(place, in: trial.step, nil)), which counts where it "
                + "fails without the change"
        }
        return nil
    }

    /// What tests notice shows where the change is not: what they print is of no use.
    private var testing: String? {
        trials.first { $0.step.tests != nil }.map {
            "let step \"\($0.id)\" run a test that fails without the change: 'verify register' plays it there"
        }
    }

    private var pairing: String? {
        guard let step = strength.steps.first(where: { $0.grade > 0 }) else { return nil }
        return
            "beside step \"\(step.id)\" add one whose request differs in a single value and which ends or is answered "
            + "otherwise, or show that it fails without the change"
    }

    // Places.

    private struct Place {
        let key: String
        let value: JSON
    }

    /// Steps that could compare more, those first that read after others have sent.
    private var candidates: [StrengthProbe.Trial] {
        trials.filter { $0.addressee != .nobody && $0.maker == nil && $0.step.tests == nil }
    }

    private func sent(before trial: StrengthProbe.Trial) -> [String] {
        guard !fresh.isEmpty else { return [] }
        var names: Set<String> = []
        for place in trials.indices where trials[place].index < trial.index && trials[place].addressee == .application {
            names.formUnion(trials[place].names)
        }
        let own = trial.addressee == .files ? [] : trial.names
        return names.intersection(fresh).subtracting(own).sorted { $0.precedes($1) }
    }

    private func place(of value: JSON, in trial: StrengthProbe.Trial, _ root: JSON?) -> Place? {
        if let root {
            return leaves(of: root).first { $0.value == value }.map { Place(key: $0.path.description, value: value) }
        }
        let text = value.string ?? value.text(.compact)
        guard let bytes = trial.observation.document, bytes.offset(of: Bytes(text.utf8)) != nil else { return nil }
        return Place(key: trial.observation.output == nil ? "body" : "stdout", value: value)
    }

    private func anyPlace(in trial: StrengthProbe.Trial) -> Place? {
        guard let root = document(of: trial) else {
            guard let bytes = trial.observation.document, !bytes.isEmpty, bytes.count < 200 else { return nil }
            let text = String(decoding: bytes, as: UTF8.self).trimmedLineEnds
            return Place(key: trial.observation.output == nil ? "body" : "stdout", value: .string(text))
        }
        return leaves(of: root).first.map { Place(key: $0.path.description, value: $0.value) }
    }

    private func document(of trial: StrengthProbe.Trial) -> JSON? {
        if let rows = trial.observation.rows { return .array(rows) }
        guard trial.observation.isWhole, let bytes = trial.observation.document,
            bytes.count <= StepProbe.largestDocument, let root = try? JSON.parse(bytes)
        else { return nil }
        return leaves(of: root).isEmpty ? nil : root
    }

    private func leaves(of root: JSON) -> [(path: JSON.Path, value: JSON)] {
        root.places(atMost: 400).filter { place in
            switch place.value {
            case .array, .object: false
            default: !place.path.steps.isEmpty
            }
        }
    }

    /// Something of the user's in a request, not its method or path.
    private func isPayload(_ path: JSON.Path, _ value: JSON, of step: Step) -> Bool {
        guard let text = value.string, text.utf8.count > 2, Template(text).names.isEmpty else { return false }
        return path.steps.first == .key("json") || path.steps.first == .key("form") || path.steps.first == .key("stdin")
            || (path.steps.first == .key("argv") && path.steps.last != .index(0))
    }

    private static func kind(of value: JSON) -> String { value.integer == nil ? "word" : "int" }

    /// The part of an expectation that compares a place with a name, or with what is there now.
    private static func expecting(_ place: Place, in step: Step, _ name: String?) -> String {
        let wanted = name.map { "\"{{\($0)}}\"" } ?? place.value.text(.compact)
        if step.sqlite != nil { return "\"rows\": {\"contains\": \(wanted)}" }
        let isText = place.key == "body" || place.key == "stdout"
        if step.file != nil {
            return isText
                ? "\"file\": {\"text\": {\"contains\": \(wanted)}}"
                : "\"file\": {\"json\": {\"\(place.key)\": {\"eq\": \(wanted)}}}"
        }
        return isText
            ? "\"\(place.key)\": {\"contains\": \(wanted)}" : "\"json\": {\"\(place.key)\": {\"eq\": \(wanted)}}"
    }
}

extension JSON.Path {
    /// The last name in it, where it can be a variable's.
    fileprivate var lastName: String? {
        for step in steps.reversed() {
            if case .key(let key) = step, key != "stdin", key.allSatisfy({ $0.isLetter || $0.isNumber }) { return key }
        }
        return nil
    }
}
