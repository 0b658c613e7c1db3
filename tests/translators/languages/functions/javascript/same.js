const same = (text) => text;
