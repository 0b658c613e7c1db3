const same = (text: string): string => text;
