function splitCsvLine(line: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let position = 0; position < line.length; position++) {
    const character = line[position];
    if (quoted && character === '"' && line[position + 1] === '"') {
      field += '"';
      position++;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (character === "," && !quoted) {
      fields.push(field);
      field = "";
    } else {
      field += character;
    }
  }
  fields.push(field);
  return fields;
}
