const [first, ...lines] = require("fs").readFileSync(0, "utf8").replace(/\n$/, "").split("\n");
const places = ((Number(first) % 26) + 26) % 26;
for (const line of lines) {
  console.log(
    line.replace(/[a-z]/gi, (letter) => {
      const base = letter < "a" ? 65 : 97;
      return String.fromCharCode(((letter.charCodeAt(0) - base + places) % 26) + base);
    }),
  );
}
