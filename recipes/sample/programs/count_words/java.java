import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.StringTokenizer;

public class Main {
    public static void main(String[] args) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        int lines = 0;
        int words = 0;
        String longest = "-";
        String line;
        while ((line = in.readLine()) != null) {
            lines++;
            StringTokenizer parts = new StringTokenizer(line);
            while (parts.hasMoreTokens()) {
                String word = parts.nextToken();
                if (words == 0 || word.length() > longest.length()) {
                    longest = word;
                }
                words++;
            }
        }
        System.out.println(lines + " " + words + " " + longest);
    }
}
