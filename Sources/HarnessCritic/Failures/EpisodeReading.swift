import HarnessKit

/// What an episode tells of failures and lessons: `key_events` that end in "_failure", lessons, marks of their use.
enum EpisodeReading {
    /// Takes an episode in; one whose event is in the ledger already gives its lessons only.
    static func take(_ json: JSON, known: Set<String>, into history: inout History) throws {
        guard case .object(let object) = json else { throw JSONMismatches("an episode is an object, not \(json.kind)") }
        let at = try IncidentReading.date(object)
        if let used = IncidentReading.text(object, ["use"]) {
            let hurt = IncidentReading.text(object, ["outcome"])
            history.marks.append(LessonMark(used, hurt: hurt == "hurt", at: at))
            return
        }
        let task = IncidentReading.text(object, ["task_id", "session", "task"])
        if let hash = IncidentReading.text(object, ["event"]), known.contains(hash) {
            if let task { history.remembered["e-\(SHA256.digest(of: Bytes(hash.utf8)).description.prefix(12))"] = task }
            return
        }
        for (index, lesson) in (object["lessons"]?.items ?? []).enumerated() {
            guard let text = self.text(lesson) else { continue }
            history.lessons.append(Lesson("\(task ?? "episode")#\(index + 1)", text, at: at))
        }
        for event in object["key_events"]?.items ?? [] {
            guard case .object(let event) = event, let name = IncidentReading.text(event, ["event"]),
                name.hasSuffix("_failure")
            else { continue }
            var incident = Incident()
            incident.type = String(name.dropLast("_failure".count))
            incident.kind = IncidentReading.kind(of: name)
            incident.message = IncidentReading.text(event, ["details", "error_message", "message", "error"]) ?? name
            incident.at = try IncidentReading.date(event) ?? at
            incident.attemptedFix = IncidentReading.text(event, ["resolution", "attempted_fix"])
            incident.task = task
            IncidentReading.locate(&incident)
            history.incidents.append(incident)
        }
    }

    /// A lesson is a text, or an object that holds one.
    static func text(_ json: JSON) -> String? {
        if let text = json.string { return text.isEmpty ? nil : text }
        guard case .object(let object) = json else { return nil }
        return IncidentReading.text(object, ["lesson", "text", "summary", "title"])
    }
}
