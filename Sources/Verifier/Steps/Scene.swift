import HarnessKit

/// What a scenario's steps act upon: the stage, the application, its services.
final class Scene {
    let stage: Stage
    let application: LiveProgram?
    let services: [String: LiveProgram]
    /// Whether the scenario itself stopped or killed the application.
    var isStoppedOnPurpose = false
    /// What takes the place of the project's own programs, where it is to be seen that a scenario notices.
    var standIn: StandInMind?
    private var connections: [UInt16: HTTPConnection] = [:]

    init(_ stage: Stage, _ application: LiveProgram?, _ services: [String: LiveProgram]) {
        self.stage = stage
        self.application = application
        self.services = services
    }

    /// What stands for each name at the beginning of a scenario.
    var bindings: Bindings {
        var bindings = stage.bindings
        if let application { bindings["port"] = .integer(Int(application.port)) }
        return bindings
    }

    /// The port of the application, or of a service.
    func port(ofService name: String?) throws -> UInt16 {
        if let name {
            if let service = services[name] { return service.port }
            if let port = stage.bindings["services.\(name).port"]?.integer.flatMap({ UInt16(exactly: $0) }) {
                return port
            }
            throw Failure(
                .malformed, "there is no service '\(name)'", hint: "declare it under \"services\" in environment.json")
        }
        guard let application else {
            throw Failure(
                .malformed, "\(Assertion.noApplication): environment.json has no \"start\"",
                hint: "declare \"app\" with \"start\" in environment.json, or use an exec step")
        }
        return application.port
    }

    /// A connection that is used again as long as it lasts.
    func connection(to port: UInt16) throws -> HTTPConnection {
        if let connection = connections[port] { return connection }
        let connection = try HTTPConnection(host: "localhost", port: port, on: stage.loop)
        connections[port] = connection
        return connection
    }

    /// After a restart nothing of the old connections is of use.
    func forgetConnections() {
        connections = [:]
    }
}

extension Step {
    /// Does what the step says.
    func perform(in scene: Scene, _ bindings: Bindings) throws -> Observation {
        if let http { return try http.perform(in: scene, bindings) }
        if let exec { return try exec.perform(in: scene, bindings) }
        if let sqlite { return try sqlite.perform(in: scene, bindings) }
        if let file { return try file.perform(in: scene, bindings) }
        if let tcp { return try tcp.perform(in: scene, bindings) }
        if let tests { return try tests.perform(in: scene, bindings) }
        if let app { return try app.perform(in: scene) }
        return Observation()
    }
}

extension AppAction {
    func perform(in scene: Scene) throws -> Observation {
        guard let application = scene.application else {
            throw Failure(
                .malformed, "there is no application to \(rawValue)",
                hint: "declare \"app\" with \"start\" in environment.json")
        }
        switch self {
        case .stop: try application.stop()
        case .kill: try application.kill()
        case .start: if !application.isRunning { try application.start(as: .start) }
        case .restart:
            if application.isRunning { try application.stop() }
            try application.start(as: .start)
        }
        scene.isStoppedOnPurpose = self == .stop || self == .kill
        scene.forgetConnections()
        var observation = Observation()
        observation.request = ["app": .string(rawValue)]
        observation.response = .members([
            "running": .bool(application.isRunning),
            "ready_in_seconds": application.readyIn.map { .number($0.seconds) },
        ])
        return observation
    }
}

extension Duration {
    var seconds: Double { (fractionalMilliseconds / 1000).rounded(toThousandths: ()) }
}
