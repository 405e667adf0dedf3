"""A language model that says what a script tells it to, on 127.0.0.1: Anthropic Messages and OpenAI Responses, streaming.

A script is a list of turns. A turn is a text, `("run", COMMAND)` for the client's shell tool, `("tool", NAME, INPUT)` for any
other, or a function of the conversation so far that returns one of these. What the client sends is kept in `requests`.
"""
import http.server
import json
import threading


class Conversation:
    """What the client has sent, in one form for both protocols."""

    def __init__(self, body, system, tools, items):
        # All that the model was told, lists of tools and skills included.
        self.raw = json.dumps(body, ensure_ascii=False).replace("\\n", "\n")
        self.system = system
        self.tools = tools
        # ("user" | "assistant" | "result", text)
        self.items = items

    @property
    def results(self):
        return [text for kind, text in self.items if kind == "result"]


def text_of(content):
    if isinstance(content, str):
        return content
    parts = []
    for part in content or []:
        if isinstance(part, str):
            parts.append(part)
        elif "text" in part:
            parts.append(part["text"])
        elif "content" in part:
            parts.append(text_of(part["content"]))
    return "\n".join(parts)


def of_messages(body):
    items = []
    for message in body.get("messages", []):
        content = message["content"]
        if isinstance(content, str):
            items.append((message["role"], content))
            continue
        for part in content:
            if part.get("type") == "tool_result":
                items.append(("result", text_of(part.get("content"))))
            elif part.get("type") == "text":
                items.append((message["role"], part["text"]))
    tools = [tool.get("name", "") for tool in body.get("tools", [])]
    return Conversation(body, text_of(body.get("system", "")), tools, items)


def of_responses(body):
    items = []
    for item in body.get("input", []):
        if item.get("type", "message") == "message":
            items.append((item["role"], text_of(item["content"])))
        elif item["type"] in ("function_call_output", "custom_tool_call_output"):
            output = item["output"]
            items.append(("result", output if isinstance(output, str) else text_of(output)))
    tools = [tool.get("name", tool.get("type", "")) for tool in body.get("tools", [])]
    return Conversation(body, body.get("instructions", ""), tools, items)


class Model:
    """The server, and its script. It ends with the block that opened it."""

    def __init__(self, turns):
        self.turns = list(turns)
        self.requests = []
        self.said = 0
        self.lock = threading.Lock()
        model = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_HEAD(self):
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self):
                self.answer({"data": [], "models": []})

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                body = json.loads(self.rfile.read(length) or b"{}")
                path = self.path.split("?")[0]
                if path.endswith("/count_tokens"):
                    self.answer({"input_tokens": 100})
                elif path.endswith("/messages"):
                    self.stream(anthropic(body, model.turn(of_messages(body), body)))
                elif path.endswith("/responses"):
                    conversation = of_responses(body)
                    self.stream(openai(model.turn(conversation, body), conversation.tools))
                else:
                    self.answer({})

            def answer(self, value):
                data = json.dumps(value).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def stream(self, events):
                data = b"".join(
                    f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode() for event in events)
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def turn(self, conversation, body):
        """The next turn of the script; a question that is not the session's own (a title, a summary) gets a word."""
        with self.lock:
            if not conversation.tools:
                return "ok"
            self.requests.append(conversation)
            turn = self.turns.pop(0) if self.turns else "The script has ended."
            self.said += 1
        if callable(turn):
            turn = turn(conversation)
        return turn


SHELLS = ("Bash", "exec_command", "shell_command", "shell", "local_shell")


def call_of(turn, tools):
    """The name and the input of the tool that a turn calls."""
    if turn[0] == "tool":
        return turn[1], turn[2]
    shell = next((name for name in SHELLS if name in tools), SHELLS[0])
    if shell == "exec_command":
        return shell, {"cmd": turn[1], "yield_time_ms": 30000}
    if shell == "shell":
        return shell, {"command": ["bash", "-lc", turn[1]]}
    if shell == "Bash":
        return shell, {"command": turn[1], "description": "a step of the script"}
    return shell, {"command": turn[1], "timeout_ms": 120000}


COUNT = iter(range(1, 1 << 30))


def anthropic(body, turn):
    number = next(COUNT)
    message = {
        "id": f"msg_{number}", "type": "message", "role": "assistant", "model": body.get("model", "m"), "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {"input_tokens": 10, "output_tokens": 1},
    }
    yield {"type": "message_start", "message": message}
    if isinstance(turn, str):
        reason = "end_turn"
        yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
        yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": turn}}
    else:
        reason = "tool_use"
        name, arguments = call_of(turn, [tool.get("name") for tool in body.get("tools", [])])
        block = {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": {}}
        yield {"type": "content_block_start", "index": 0, "content_block": block}
        delta = {"type": "input_json_delta", "partial_json": json.dumps(arguments)}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
    yield {"type": "content_block_stop", "index": 0}
    yield {"type": "message_delta", "delta": {"stop_reason": reason, "stop_sequence": None}, "usage": {"output_tokens": 9}}
    yield {"type": "message_stop"}


def openai(turn, tools=()):
    number = next(COUNT)
    response = {"id": f"resp_{number}", "object": "response", "status": "in_progress", "output": []}
    yield {"type": "response.created", "response": response}
    if isinstance(turn, str):
        item = {
            "type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": turn, "annotations": []}],
        }
    elif turn[0] == "patch":
        item = {
            "type": "custom_tool_call", "id": f"ctc_{number}", "call_id": f"call_{number}", "name": "apply_patch",
            "input": turn[1], "status": "completed",
        }
    else:
        name, arguments = call_of(turn, tools)
        item = {
            "type": "function_call", "id": f"fc_{number}", "call_id": f"call_{number}", "name": name,
            "arguments": json.dumps(arguments), "status": "completed",
        }
    yield {"type": "response.output_item.added", "output_index": 0, "item": item}
    yield {"type": "response.output_item.done", "output_index": 0, "item": item}
    usage = {
        "input_tokens": 10, "input_tokens_details": {"cached_tokens": 0}, "output_tokens": 9,
        "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 19,
    }
    yield {"type": "response.completed", "response": {**response, "status": "completed", "output": [item], "usage": usage}}
