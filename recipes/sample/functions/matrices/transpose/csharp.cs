public static int[][] Transpose(int[][] matrix)
{
    int columns = matrix.Length == 0 ? 0 : matrix[0].Length;
    var result = new int[columns][];
    for (int j = 0; j < columns; j++)
    {
        result[j] = new int[matrix.Length];
        for (int i = 0; i < matrix.Length; i++)
        {
            result[j][i] = matrix[i][j];
        }
    }
    return result;
}
