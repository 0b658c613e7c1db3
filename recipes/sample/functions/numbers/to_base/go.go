import "strconv"

func ToBase(number, base int) string {
	return strconv.FormatInt(int64(number), base)
}
