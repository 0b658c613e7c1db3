import java.util.Scanner;

public class Main {
    static char shift(char character, int places) {
        if (!Character.isLetter(character) || character > 'z') {
            return character;
        }
        char first = Character.isUpperCase(character) ? 'A' : 'a';
        return (char) (Math.floorMod(character - first + places, 26) + first);
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int places = Integer.parseInt(in.nextLine().trim());
        while (in.hasNextLine()) {
            StringBuilder line = new StringBuilder();
            for (char character : in.nextLine().toCharArray()) {
                line.append(shift(character, places));
            }
            System.out.println(line);
        }
    }
}
