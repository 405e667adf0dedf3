import HarnessKit

extension HTTPAction {
    /// How much of a body is kept for expectations; the length and the digest are of all of it.
    static let bodyLimit = 8 * 1024 * 1024

    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        let port = try scene.port(ofService: try service.map { try bindings.text($0) })
        let request = try request(in: scene, bindings)
        var observation = Observation()
        observation.request = record(of: request, port, hiding: scene.stage.context.secrets)
        do {
            var limits = HTTPLimits()
            limits.bodyLimit = Self.bodyLimit
            let response = try scene.connection(to: port).send(
                request, deadline: scene.stage.end(after: timeout.duration), limits: limits)
            observation.status = response.status
            observation.headers = response.headers
            observation.body = response.body
            observation.isWhole = !response.isTruncated
            observation.response = record(
                of: response, isWhole: !response.isTruncated, hiding: scene.stage.context.secrets)
        } catch let trouble as HTTPTrouble {
            observation.trouble = trouble.description
            observation.code = Self.code(of: trouble)
            let partial = trouble.partial.map { record(of: $0, isWhole: false, hiding: scene.stage.context.secrets) }
            guard case .object(var object) = partial ?? [:] else { return observation }
            object["error"] = .string(trouble.description)
            observation.response = .object(object)
        }
        return observation
    }

    /// What is malformed, too large or without end is the application's doing.
    private static func code(of trouble: HTTPTrouble) -> RunCode? {
        switch trouble.reason {
        case .malformed: .framing
        case .tooLarge: .limit
        case .timedOut: trouble.partial?.isTruncated == true ? .limit : nil
        default: nil
        }
    }

    private func request(in scene: Scene, _ bindings: Bindings) throws -> HTTPRequest {
        let path = try bindings.text(path) { Self.encoded($0.string ?? $0.text(.compact)) }
        var request = HTTPRequest(method.uppercased(), HTTPRequest.encodedTarget(path))
        for (name, value) in headers.sorted(by: { $0.key.precedes($1.key) }) {
            request.headers.append(HTTPHeader(name, try bindings.text(value)))
        }
        if let (type, bytes) = try content(in: scene, bindings) {
            request.body = bytes
            let isGiven = headers.keys.contains { $0.lowercased() == "content-type" }
            if let type, !isGiven { request.headers.append(HTTPHeader("Content-Type", type)) }
        }
        return request
    }

    private func content(in scene: Scene, _ bindings: Bindings) throws -> (type: String?, bytes: Bytes)? {
        if let body { return ("application/json", try bindings.json(body).bytes(.compact)) }
        if let text { return (nil, Bytes(try bindings.text(text).utf8)) }
        if let form {
            let fields = try form.sorted { $0.key.precedes($1.key) }.map { name, value in
                "\(Self.encoded(name))=\(Self.encoded(try bindings.text(value)))"
            }
            return ("application/x-www-form-urlencoded", Bytes(fields.joined(separator: "&").utf8))
        }
        guard let multipart else { return nil }
        let boundary = "----part-\(SHA256.digest(of: Bytes("\(multipart)".utf8)).description.prefix(24))"
        var bytes = Bytes()
        for part in multipart { bytes += try part.bytes(boundary: boundary, in: scene, bindings) }
        bytes += Bytes("--\(boundary)--\r\n".utf8)
        return ("multipart/form-data; boundary=\(boundary)", bytes)
    }

    /// A value within a path, a query or a form: what has a meaning there is written as %XX.
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.map { byte in
            let isPlain = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "-_.~".utf8.contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }

    private func record(of request: HTTPRequest, _ port: UInt16, hiding secrets: Redactor) -> JSON {
        let members: [JSON.Member] = [
            .init("method", .string(request.method)), .init("path", .string(request.target)),
            .init("port", .integer(Int(port))), .init("headers", Self.record(of: request.headers)),
        ]
        guard !request.body.isEmpty else { return .object(.init(members)) }
        let body = Evidence.members(
            of: request.body, length: request.body.count, digest: SHA256.digest(of: request.body), isWhole: true,
            hiding: secrets)
        return .object(.init(members + body))
    }

    private func record(of response: HTTPResponse, isWhole: Bool, hiding secrets: Redactor) -> JSON {
        let members: [JSON.Member] = [
            .init("status", .integer(response.status)), .init("reason", .string(response.reason)),
            .init("headers", Self.record(of: response.headers)),
        ]
        let body = Evidence.members(
            of: response.body, length: response.length, digest: response.sha256, isWhole: isWhole,
            hiding: secrets, encoding: response.headers.first { $0.name.lowercased() == "content-encoding" }?.value)
        return .object(.init(members + body))
    }

    /// A field that came twice holds an array.
    private static func record(of headers: [HTTPHeader]) -> JSON {
        var object = JSON.Object()
        for header in headers {
            switch object[header.name] {
            case nil: object[header.name] = .string(header.value)
            case .array(let items)?: object[header.name] = .array(items + [.string(header.value)])
            case let first?: object[header.name] = [first, .string(header.value)]
            }
        }
        return .object(object)
    }
}

extension FormPart {
    fileprivate func bytes(boundary: String, in scene: Scene, _ bindings: Bindings) throws -> Bytes {
        var disposition = "form-data; name=\"\(quoted(try bindings.text(name)))\""
        var content = Bytes()
        if let file {
            let path = scene.stage.root / Path(try bindings.text(file))
            content = try FileContent(of: path, limit: 256 * 1024 * 1024).bytes
            disposition += "; filename=\"\(quoted(try bindings.text(filename ?? path.name)))\""
        } else {
            content = Bytes(try bindings.text(text ?? "").utf8)
            if let filename { disposition += "; filename=\"\(quoted(try bindings.text(filename)))\"" }
        }
        let isFile = file != nil || filename != nil
        let media = type ?? (isFile ? "application/octet-stream" : nil)
        let head =
            ["--\(boundary)", "Content-Disposition: \(disposition)"] + (media.map { ["Content-Type: \($0)"] } ?? [])
        return Bytes((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + content + Bytes("\r\n".utf8)
    }

    private func quoted(_ text: String) -> String {
        text.map { ["\"": "%22", "\r": "%0D", "\n": "%0A", "\r\n": "%0D%0A"][$0] ?? String($0) }.joined()
    }
}
