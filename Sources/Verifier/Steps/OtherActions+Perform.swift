import HarnessKit

extension SQLiteAction {
    /// How long a query may take.
    static let patience = Duration.seconds(30)

    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let name = try bindings.text(file)
        var observation = Observation()
        let values = try arguments.map { try bindings.json($0) }
        observation.request = ["file": .string(name), "query": .string(query), "args": .array(values)]
        let stage = scene.stage
        let end = stage.end(after: Self.patience)
        let patience = end - stage.loop.now
        var isLate = false
        do {
            let bound = try values.map { value in
                guard let bound = value.sqlValue else {
                    throw Failure(.malformed, "\(value.summary) cannot stand for a ?", hint: "give a text or a number")
                }
                return bound
            }
            let rows = try ForeignDatabase.rows(
                of: stage.root / Path(name), query, bound, busyTimeout: min(.seconds(5), patience)
            ) {
                isLate = try !stage.goesOn(until: end)
                return !isLate
            }
            observation.rows = rows
            observation.response = ["rows": .array(Array(rows.prefix(100))), "count": .integer(rows.count)]
        } catch let error as DatabaseError {
            let reason = isLate ? "the query took longer than \(patience.words)" : error.message
            observation.trouble = "\(name): \(reason)"
            observation.response = ["error": .string(reason)]
        } catch let failure as Failure {
            observation.trouble = failure.message
            observation.response = ["error": .string(failure.message)]
        }
        return observation
    }
}

extension TCPAction {
    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let port = try scene.port(ofService: try service.map { try bindings.text($0) })
        let end = scene.stage.end(after: timeout.duration)
        var observation = Observation()
        let text = try bindings.text(send ?? "")
        observation.request = .members(["port": .integer(Int(port)), "send": text.isEmpty ? nil : .string(text)])
        var received = Bytes()
        do {
            let stream = try TCPStream(
                to: Endpoint(host: "localhost", port: port), on: scene.stage.loop, deadline: end)
            if !text.isEmpty { try stream.send(Bytes(text.utf8), deadline: end) }
            let stop = try until.map { Bytes(try bindings.text($0).utf8) }
            while received.count < HTTPAction.bodyLimit {
                let part = try stream.receive(upTo: 64 * 1024, deadline: end)
                if part.isEmpty { break }
                received += part
                if let stop, received.offset(of: stop) != nil { break }
            }
            if received.isEmpty {
                observation.lack = ("an answer", "it was closed, and not a byte came")
            } else if let stop, received.offset(of: stop) == nil {
                let text = String(decoding: stop, as: UTF8.self)
                observation.lack = ("'\(text)' to come", "it was closed after \(received.count) bytes without it")
            }
        } catch let trouble as HTTPTrouble {
            observation.trouble = trouble.description
        }
        observation.body = received
        observation.isWhole = received.count < HTTPAction.bodyLimit
        observation.response = .object(
            .init(
                Evidence.members(
                    of: received, length: received.count, digest: SHA256.digest(of: received),
                    isWhole: observation.trouble == nil && observation.lack == nil
                        && received.count < HTTPAction.bodyLimit,
                    hiding: scene.stage.context.secrets)
                    + (observation.trouble.map { [.init("error", .string($0))] } ?? [])))
        return observation
    }
}
