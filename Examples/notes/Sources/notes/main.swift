/// `notes --port N --database FILE`: reads the command line, opens the notes, serves them until SIGTERM or SIGINT.
do {
    let options = try Options(CommandLine.arguments.dropFirst())
    let stop = try StopSignal.install()
    let api = NotesAPI(store: try NoteStore(options.database))
    let server = try Server(port: options.port) { request in
        let response = api.answer(to: request)
        report("\(request.method) \(request.target) \(response.status.code)")
        return response
    }
    report("listening on http://127.0.0.1:\(server.port), notes in \(options.database)")
    server.run(until: stop)
    report("stopped")
} catch let misuse as Options.Misuse {
    report(misuse.message)
    report("usage: notes --port N --database FILE")
    exit(64)
} catch {
    report("\(error)")
    exit(69)
}
