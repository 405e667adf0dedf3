const test = require("node:test");
const assert = require("node:assert");
const { isEmpty } = require("../dist/cart.js");

test("none is empty", () => {
  assert.strictEqual(isEmpty(0), true);
  assert.strictEqual(isEmpty(2), false);
});
