/// What the server answers: a table of paths and methods over a store.
struct NotesAPI {
    static let longestTitle = 1000

    let store: NoteStore

    private typealias Handler = (Request) throws -> Response

    func answer(to request: Request) -> Response {
        guard let path = request.path else { return .error("the path is malformed", .badRequest) }
        let handlers = handlers(for: path)
        guard !handlers.isEmpty else { return .error("no such path", .notFound) }
        // HEAD is GET whose body is left out on the wire.
        guard let handler = handlers[request.method == "HEAD" ? "GET" : request.method] else {
            let methods = handlers.keys.sorted().joined(separator: ", ")
            return .error("\(request.method) is not for this path", .methodNotAllowed, headers: ["Allow: \(methods)"])
        }
        do {
            return try handler(request)
        } catch {
            report("\(error)")
            return .error("the notes could not be reached", .failed)
        }
    }

    private func handlers(for path: [String]) -> [String: Handler] {
        switch (path.first, path.count) {
        case ("health", 1): ["GET": { _ in .json(["status": "ok"]) }]
        case ("notes", 1): ["GET": list, "POST": add]
        case ("notes", 2): ["GET": { _ in try show(path[1]) }, "DELETE": { _ in try delete(path[1]) }]
        default: [:]
        }
    }

    private func list(_ request: Request) throws -> Response {
        guard let words = request.query("q") else { return .error("the query is malformed", .badRequest) }
        guard let word = words.first else { return .json(try store.notes()) }
        return .json(try store.notes(matching: word))
    }

    private func add(_ request: Request) throws -> Response {
        switch Draft.title(in: request.body) {
        case .failure(let flaw): return .error(flaw.message, .unprocessable)
        case .success(let title):
            let note = try store.add(title: title)
            return .json(note, .created, headers: ["Location: /notes/\(note.id)"])
        }
    }

    private func show(_ id: String) throws -> Response {
        guard let number = Self.number(id), let note = try store.note(number) else { return Self.noSuchNote }
        return .json(note)
    }

    private func delete(_ id: String) throws -> Response {
        guard let number = Self.number(id), try store.delete(number) else { return Self.noSuchNote }
        return Response(status: .noContent)
    }

    private static let noSuchNote = Response.error("no such note", .notFound)

    /// A note has one address: `01` and `+1` are not 1.
    private static func number(_ text: String) -> Int? {
        Int(text).flatMap { String($0) == text ? $0 : nil }
    }
}
